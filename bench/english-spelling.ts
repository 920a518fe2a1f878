/**
 * One British spelling in American, by rule instead of by the list of 1,739 words that Whisper's normaliser carries.
 * Both texts of a comparison go through this function, so a rule that also changes a word it need not ("promises",
 * say) costs nothing; only a missing rule would count two spellings of one word as an error. Left out are words rare in
 * recordings, about one in thirty of Whisper's list ("groyne", "bevvy", "callisthenics").
 */
export function americanSpelling(word: string): string {
  const whole = WHOLE_WORDS.get(word);
  if (whole !== undefined) return whole;

  for (const [british, american] of STEMS) {
    if (word.startsWith(british)) return american + word.slice(british.length);
  }
  return word.replace(DOUBLED_L, '$1$2').replace(VERB_IN_YSE, '$1yz$2').replace(VERB_IN_ISE, '$1iz$2');
}

/** "travelled" → "traveled": the verbs whose l American English does not double. */
const DOUBLED_L = new RegExp(
  `^((?:out|un|re|dis|mis)?(?:${[
    'backpedal bedevil bejewel bevel cancel carol cavil channel chisel council counsel cruel cudgel dial disembowel',
    'dishevel drivel duel enamel equal funnel gambol gravel grovel gruel impanel imperil initial jewel label level',
    'libel marshal marvel model panel parcel pedal pencil quarrel ravel fuel revel rival shovel shrivel signal',
    'snivel snorkel spiral squirrel stencil swivel tassel towel trammel travel trial tunnel unravel weasel yodel',
  ]
    .join(' ')
    .replaceAll(' ', '|')}))l(ed|ing|ingly|er|ers|est|ist|ists|or|ors|ous|ously)$`,
);

/** "analysed" → "analyzed". */
const VERB_IN_YSE = /^([a-z]*(?:anal|paral|catal|breathal))ys(e|ed|er|ers|es|ing)$/;

/** "organisation" → "organization", but not the words whose s is no verb ending ("exercise", "raised"). */
const VERB_IN_ISE = new RegExp(
  `^(?!(?:${[
    'adv appr ar bra bru chast circumc comprom compr conc cru dem desp dev disgu enterpr exc exerc expert franch',
    'impr improv inc likew merchand no otherw parad po pra prec prem prom pr ra rev r superv surm surpr telev treat w',
  ]
    .join(' ')
    .replaceAll(' ', '|')})is)([a-z]{2,})is(e|ed|er|ers|es|ing|ingly|able|ation|ations|ational|ement)$`,
);

/** British and American beginnings of words. A longer beginning stands before a shorter one that it contains. */
const STEMS: readonly (readonly [string, string])[] = [
  ...'arb ard arm behavi misbehavi cand clam clang col discol multicol technicol tricol watercol demean'
    .concat(
      ' enam endeav fav disfav unfav ferv flav harb hon dishon hum lab belab misdemean neighb od parl ranc',
    )
    .concat(' rig rum savi sav unsav splend succ tum val vap vig')
    .split(' ')
    .map((stem) => [`${stem}our`, `${stem}or`] as const),
  ...'amphitheat theat calib cent epicent fib goit lit centilit millilit louv lust lacklust meag met centimet kilomet'
    .concat(' micromet millimet mit sab saltpet scept sepulch somb spect')
    .split(' ')
    .map((stem) => [`${stem}re`, `${stem}er`] as const),
  ...'aeon:eon aesth:esth aetiol:etiol anaem:anem anaesth:anesth archaeol:archeol bougainvillaea:bougainvillea'
    .concat(
      ' caesar:cesar chimaera:chimera encyclopaed:encycloped faec:fec gynaecol:gynecol haemat:hemat haemo:hemo',
    )
    .concat(' leukaem:leukem mediaeval:medieval orthopaed:orthoped paed:ped palaeo:paleo praesid:presid')
    .concat(' primaeval:primeval toxaem:toxem diarrhoea:diarrhea oedema:edema foet:fet gonorrhoea:gonorrhea')
    .concat(' homoeopath:homeopath oesophag:esophag oestrogen:estrogen pharmacopoeia:pharmacopeia')
    .concat(' manoeuvring:maneuvering manoeuvred:maneuvered manoeuvra:maneuvera manoeuvre:maneuver')
    .concat(' outmanoeuvred:outmaneuvered outmanoeuvring:outmaneuvering outmanoeuvre:outmaneuver')
    .concat(
      ' mould:mold remould:remold smoulder:smolder moult:molt baulk:balk plough:plow snowplough:snowplow',
    )
    .concat(' draught:draft gaol:jail grey:gray sceptic:skeptic sulph:sulf cheque:check chequer:checker')
    .concat(' programme:program gramme:gram kilogramme:kilogram milligramme:milligram centigramme:centigram')
    .concat(
      ' aerogramme:aerogram analogue:analog catalogued:cataloged cataloguing:cataloging catalogue:catalog',
    )
    .concat(
      ' dialogue:dialog epilogue:epilog monologue:monolog prologue:prolog defence:defense offence:offense',
    )
    .concat(
      ' pretence:pretense licenc:licens practis:practic moustache:mustache aluminium:aluminum aeroplane:airplane',
    )
    .concat(
      ' artefact:artifact pyjama:pajama yoghurt:yogurt yoghourt:yogurt omelette:omelet epaulette:epaulet',
    )
    .concat(' marvellous:marvelous jewellery:jewelry woollen:woolen woolly:wooly tranquillis:tranquiliz')
    .concat(' tranquilliz:tranquiliz tranquillity:tranquility connexion:connection inflexion:inflection')
    .concat(' worshipp:worship axe:ax videodisc:videodisk tyre:tire syphon:siphon cypher:cipher waggon:wagon')
    .concat(' storeys:stories storey:story phoney:phony clarinettist:clarinetist bannister:banister')
    .split(' ')
    .map(pairOf),
].toSorted((one, other) => other[0].length - one[0].length);

/** Words that a beginning would also change where it must not, or that follow no family. */
const WHOLE_WORDS: ReadonlyMap<string, string> = new Map(
  'centred:centered louvred:louvered reconnoitre:reconnoiter reconnoitred:reconnoitered accoutrements:accouterments'
    .concat(
      ' judgement:judgment ageing:aging likeable:likable glamor:glamour disc:disk discs:disks cancelation:cancellation',
    )
    .concat(
      ' enrol:enroll enrols:enrolls fulfil:fulfill fulfils:fulfills fulfilment:fulfillment instal:install',
    )
    .concat(' instalment:installment instalments:installments distil:distill distils:distills instil:instill')
    .concat(' instils:instills enthral:enthrall enthrals:enthralls appal:appall appals:appalls chilli:chili')
    .concat(
      ' fillet:filet fillets:filets filleted:fileted behove:behoove gases:gases gasses:gases busses:buses',
    )
    .concat(' sheikh:sheik gipsies:gypsies snowploughs:snowplow cosy:cozy cosier:cozier cosily:cozily')
    .split(' ')
    .map(pairOf),
);

function pairOf(entry: string): readonly [string, string] {
  const [british = '', american = ''] = entry.split(':');
  return [british, american];
}
