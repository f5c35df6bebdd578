"""
QtWebKit 602 under the orders of a test: JSON lines in on stdin, JSON lines out on stdout.

    python3 qtwebkit-bridge.py PROFILE [FOLDER]

PROFILE keeps what pages store. Nothing but this machine is reached: loopback, and files below FOLDER.
Orders: {"id", "do": "new" | "open" | "reload" | "run" | "init" | "close" | "quit", "page", ...}.
Answers: {"id", "value"} or {"id", "error"}; and news: {"page", "thrown"} for what nobody caught.
"""
import json
import os
import signal
import sys

from PyQt5.QtCore import QSocketNotifier, QUrl
from PyQt5.QtNetwork import QNetworkAccessManager, QNetworkProxy, QNetworkRequest
from PyQt5.QtWebKit import QWebSettings
from PyQt5.QtWebKitWidgets import QWebPage
from PyQt5.QtWidgets import QApplication

MARK = '\x01thrown '

# In the page, before its own scripts: tells of errors over the console, leaves no name behind.
COLLECT = """(function () {
  var tell = console.log.bind(console)
  function say(what) { tell('%s' + what) }
  window.addEventListener('error', function (event) {
    if (event.message) say(event.error ? String(event.error) : event.message)
  })
  window.addEventListener('unhandledrejection', function (event) { say('rejection: ' + event.reason) })
})()""" % MARK

profile = sys.argv[1]
folder = os.path.realpath(sys.argv[2]) + os.sep if len(sys.argv) > 2 else None


def is_local(url):
    if url.scheme() in ('data', 'blob', 'about'):
        return True
    if url.scheme() == 'file':
        return folder is not None and os.path.realpath(url.toLocalFile()).startswith(folder)
    return url.scheme() in ('http', 'https', 'ws', 'wss') and url.host() in ('127.0.0.1', 'localhost')


class Fence(QNetworkAccessManager):
    def createRequest(self, operation, request, data=None):
        if not is_local(request.url()):
            request = QNetworkRequest(QUrl('about:refused'))
        return super().createRequest(operation, request, data)


class Page(QWebPage):
    def __init__(self, number):
        super().__init__()
        self.number = number
        self.scripts = [COLLECT]
        self.waiting = None
        self.setNetworkAccessManager(fence)
        self.mainFrame().javaScriptWindowObjectCleared.connect(self.prepare)
        self.loadFinished.connect(self.finished)

    def prepare(self):
        for script in self.scripts:
            self.mainFrame().evaluateJavaScript(script)

    def finished(self, ok):
        if self.waiting is not None:
            order, self.waiting = self.waiting, None
            say({'id': order, 'value': bool(ok)})

    def javaScriptConsoleMessage(self, message, line, source):
        if message.startswith(MARK):
            say({'page': self.number, 'thrown': message[len(MARK):]})

    def javaScriptAlert(self, frame, message):
        pass

    def javaScriptConfirm(self, frame, message):
        return True


def say(message):
    sys.stdout.write(json.dumps(message) + '\n')
    sys.stdout.flush()


pages = {}


def obey(order):
    number, what = order['id'], order['do']
    page = pages.get(order.get('page'))
    if what == 'quit':
        # Pages go first, so that they are left as a viewer leaves them.
        pages.clear()
        app.quit()
        return
    if what == 'new':
        pages[number] = Page(number)
        say({'id': number, 'value': number})
    elif page is None:
        say({'id': number, 'error': 'the page has gone'})
    elif what in ('open', 'reload'):
        # A load that is still under way ends here, with nobody waiting for it any more.
        page.waiting = None
        page.triggerAction(QWebPage.Stop)
        page.waiting = number
        if what == 'open':
            page.mainFrame().load(QUrl(order['url']))
        else:
            page.triggerAction(QWebPage.Reload)
    elif what == 'run':
        say({'id': number, 'value': page.mainFrame().evaluateJavaScript(order['script'])})
    elif what == 'init':
        page.scripts.append(order['script'])
        say({'id': number, 'value': None})
    elif what == 'close':
        del pages[order['page']]
        page.deleteLater()
        say({'id': number, 'value': None})


rest = b''


def hear():
    global rest
    chunk = os.read(0, 1 << 20)
    if not chunk:
        # Whoever gave the orders is gone.
        app.quit()
        return
    *lines, rest = (rest + chunk).split(b'\n')
    for line in lines:
        obey(json.loads(line))


signal.signal(signal.SIGINT, signal.SIG_DFL)
app = QApplication([])
fence = Fence()
fence.setProxy(QNetworkProxy(QNetworkProxy.NoProxy))
settings = QWebSettings.globalSettings()
QWebSettings.enablePersistentStorage(profile)
settings.setLocalStoragePath(profile)
QWebSettings.setOfflineStoragePath(os.path.join(profile, 'databases'))
settings.setAttribute(QWebSettings.LocalStorageEnabled, True)
settings.setAttribute(QWebSettings.OfflineStorageDatabaseEnabled, True)
# What the manifest of a packaged app asks for.
settings.setAttribute(QWebSettings.LocalContentCanAccessRemoteUrls, True)
notifier = QSocketNotifier(0, QSocketNotifier.Read)
notifier.activated.connect(hear)
say({'id': 0, 'value': 'ready'})
app.exec_()
