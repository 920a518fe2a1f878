"""Transcribes one WAV file with faster-whisper and prints the text. Needs `pip install faster-whisper`."""

import argparse

from faster_whisper import WhisperModel


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", required=True, help="folder of a CTranslate2 model")
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("wav")
    options = parser.parse_args()

    model = WhisperModel(options.model, device="cpu", compute_type="int8", cpu_threads=options.threads)
    segments, _ = model.transcribe(options.wav, language="en", beam_size=5)
    for segment in segments:
        print(segment.text.strip(), flush=True)


if __name__ == "__main__":
    main()
