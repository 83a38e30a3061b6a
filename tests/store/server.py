"""A server that speaks the language of Amazon S3 on a free port of this machine, which it prints. It ends when its standard
input does. Moto's own program serves hundreds of services, and looks for the one that is meant at every request."""

import logging
import os
import sys
import threading

from moto.moto_server.werkzeug_app import MotoRequestHandler, create_backend_app
from werkzeug.serving import make_server


def end_with_input():
    sys.stdin.buffer.read()
    os._exit(0)


logging.getLogger("werkzeug").setLevel(logging.ERROR)
server = make_server(
    "127.0.0.1", 0, create_backend_app("s3"), threaded=True, request_handler=MotoRequestHandler
)
threading.Thread(target=end_with_input, daemon=True).start()
print(server.port, flush=True)
server.serve_forever()
