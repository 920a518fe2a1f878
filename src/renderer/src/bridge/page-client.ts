import {
  PAGE_SCHEMAS,
  type PageBridge,
  type PageInput,
  type PageMethod,
  type PageOutput,
} from '../../../shared/contract/page.ts';
import { failed, type Result, succeeded } from '../../../shared/contract/result.ts';
import { EarshotError } from '../../../shared/errors.ts';

/** {@link PageBridge} with its methods typed and its answers checked. */
export interface PageClient extends Omit<PageBridge, 'request'> {
  /** Never rejects: a host that cannot be reached is the failure `queue-unreachable`. */
  call<Name extends PageMethod>(method: Name, input: PageInput<Name>): Promise<Result<PageOutput<Name>>>;
}

export function createPageClient(bridge: PageBridge): PageClient {
  return {
    call: async (method, input) => {
      const answer = await bridge.request(method, input);
      if (!answer.ok) return answer;
      const value = PAGE_SCHEMAS[method].output.safeParse(answer.value);
      if (value.success) return succeeded(value.data);
      return failed(new EarshotError('internal', `The answer to ${method} cannot be understood.`));
    },
    subscribe: (since, listener) => bridge.subscribe(since, listener),
    grantFiles: (...handed) => bridge.grantFiles(...handed),
  };
}
