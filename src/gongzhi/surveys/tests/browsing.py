"""A browser without scripts that answers a survey."""

import re
from html import unescape

TOKEN = re.compile(r'name="t" value="(\d{20})"')


class Page:
    """The form of a round in a browser without scripts."""

    def __init__(self, client, url):
        self.client, self.url = client, url
        self.show(client.get(url))

    def show(self, response):
        self.response = response
        self.text = unescape(response.content.decode())
        token = TOKEN.search(self.text)
        self.token = token[1] if token else ""
        return self

    def hidden(self, name):
        return re.search(rf'name="{name}" value="([^"]*)"', self.text)[1]

    def send(self, go="next", **typed):
        sent = {"t": self.token, "p": self.hidden("p"), "go": go} | typed
        if 'name="c" value="qr"' in self.text:
            sent["c"] = "qr"
        return self.show(self.client.post(self.url.partition("?")[0], sent))
