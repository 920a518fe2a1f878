const AUDIO = [
  '3ga aa aac aax ac3 adts aif aifc aiff amr ape au awb caf dsf dss dts eac3 flac gsm m4a m4b m4p m4r mka mp1 mp2',
  'mp3 mpa mpc oga ogg oma opus qcp ra shn snd spx tak tta voc w64 wav wave weba wma wv',
];

const VIDEO = [
  '3g2 3gp asf avi divx dv f4v flv m2t m2ts m2v m4v mkv mov mp4 mp4v mpe mpeg mpg mpv mts mxf nut ogm ogv qt rm',
  'rmvb trec ts vob webm wmv wtv',
];

/** Extensions (lower case, no dot) by which recordings are recognised inside folders. */
export const MEDIA_EXTENSIONS: ReadonlySet<string> = new Set(
  [...AUDIO, ...VIDEO].flatMap((extensions) => extensions.split(' ')),
);
