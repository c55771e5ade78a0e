"""The portal as people meet it: a real Chromium on a real server. Everything here is marked `browser`."""
