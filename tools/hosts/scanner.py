"""A virus scanner that speaks clamd's protocol, and knows one virus: `python -m tools.hosts.scanner HOST PORT`."""

import socketserver
import struct
import sys

VIRUS = b"a file that the scanner knows"


class Conversation(socketserver.StreamRequestHandler):
    """One file, by INSTREAM."""

    def handle(self) -> None:
        """Read it, and say what is in it."""
        self.rfile.read(len(b"zINSTREAM\0"))
        has_virus, end = False, b""
        while size := struct.unpack(">I", self.rfile.read(4))[0]:
            piece = end + self.rfile.read(size)
            has_virus, end = has_virus or VIRUS in piece, piece[-len(VIRUS) :]
        self.wfile.write(b"stream: Test.Virus FOUND\0" if has_virus else b"stream: OK\0")


if __name__ == "__main__":
    with socketserver.ThreadingTCPServer((sys.argv[1], int(sys.argv[2])), Conversation) as server:
        server.serve_forever()
