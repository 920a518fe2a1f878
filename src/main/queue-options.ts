import type { ChildProcess } from 'node:child_process';
import type { OwnedLog } from './core/logging/create-log.ts';
import type { MediaInfo } from './core/media/media-info.ts';
import type { MediaTools } from './core/media/resolve-ffmpeg.ts';
import type { ModelCatalog } from './core/models/model-catalog.ts';
import type { EngineChoice, OnRestart, PreparedEngine } from './core/queue/engine-pool.ts';
import type { PowerSource } from './core/queue/run-conditions.ts';
import type { AppFolders } from './core/storage/app-folders.ts';
import type { TranscriptionPorts } from './core/transcription/transcription-ports.ts';

/** Told of each child process as soon as it is there. */
export type OnSpawn = (child: ChildProcess, executable: string) => void;

/** What the queue needs of the installation: see `Installation` in `composition.ts`. */
export type QueueEquipment = {
  readonly models: Pick<ModelCatalog, 'list' | 'views' | 'verify' | 'importModel'>;
  /** @throws EarshotError `ffmpeg-missing` */
  mediaTools(signal: AbortSignal): Promise<MediaTools>;
  /** @throws EarshotError `ffmpeg-missing`, and what is wrong with the recording */
  probe(file: string, signal: AbortSignal): Promise<MediaInfo>;
  /** @throws EarshotError `runner-missing`, `model-missing`, `model-damaged` */
  engine(
    choice: EngineChoice,
    hooks: { readonly onSpawn: OnSpawn; readonly onRestart: OnRestart },
  ): Promise<PreparedEngine>;
  ports(
    prepared: PreparedEngine,
    tools: MediaTools,
    hooks: { readonly onSpawn: OnSpawn },
  ): TranscriptionPorts;
  /** Whether a model can be loaded now. */
  hasModel(id: string): Promise<boolean>;
};

export type QueueOptions = {
  readonly installation: QueueEquipment;
  readonly folders: AppFolders;
  readonly version: string;
  readonly power: PowerSource;
  readonly log: OwnedLog;
  /** How often is looked whether blocked jobs can go on; without it every five seconds. */
  readonly lookAtBlockedEveryMs?: number;
};
