// Written by pages/frontend/build.
pub(crate) const STYLE: Asset = Asset {
    path: "/static/zaguan-f7eef63fff541716a5e4e1f829ec3731.css",
    content_type: "text/css; charset=utf-8",
    bytes: include_bytes!("../assets/zaguan-f7eef63fff541716a5e4e1f829ec3731.css"),
};
pub(crate) const SCRIPT: Asset = Asset {
    path: "/static/zaguan-bd0402f0b18aa8f5ed85e6cba5823d38.js",
    content_type: "text/javascript; charset=utf-8",
    bytes: include_bytes!("../assets/zaguan-bd0402f0b18aa8f5ed85e6cba5823d38.js"),
};
pub(crate) const ICON: Asset = Asset {
    path: "/static/zaguan-3a11d9c602426996914da07ea3fdaf4f.svg",
    content_type: "image/svg+xml",
    bytes: include_bytes!("../assets/zaguan-3a11d9c602426996914da07ea3fdaf4f.svg"),
};
pub(crate) const LICENCE: Asset = Asset {
    path: "/static/govuk-frontend-licence-4afa20d8ccdbc1df6668183fdd0b837e.txt",
    content_type: "text/plain; charset=utf-8",
    bytes: include_bytes!("../assets/govuk-frontend-licence-4afa20d8ccdbc1df6668183fdd0b837e.txt"),
};
