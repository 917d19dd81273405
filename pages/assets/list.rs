pub(crate) const STYLE: Asset = Asset { path: "/assets/a.css", content_type: "text/css; charset=utf-8", bytes: b"" };
pub(crate) const SCRIPT: Asset = Asset { path: "/assets/a.js", content_type: "text/javascript; charset=utf-8", bytes: b"" };
pub(crate) const ICON: Asset = Asset { path: "/assets/a.svg", content_type: "image/svg+xml", bytes: b"" };
pub(crate) const LICENCE: Asset = Asset { path: "/assets/l.txt", content_type: "text/plain; charset=utf-8", bytes: b"" };
