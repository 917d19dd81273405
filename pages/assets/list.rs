// Written by pages/frontend/build.
pub(crate) const STYLE: Asset = Asset {
    path: "/static/zaguan-a09563c1a991fe8188e68016b0617736.css",
    content_type: "text/css; charset=utf-8",
    bytes: include_bytes!("../assets/zaguan-a09563c1a991fe8188e68016b0617736.css"),
};
pub(crate) const SCRIPT: Asset = Asset {
    path: "/static/zaguan-a98d38bbc6b9db3dd6404d395402b2b2.js",
    content_type: "text/javascript; charset=utf-8",
    bytes: include_bytes!("../assets/zaguan-a98d38bbc6b9db3dd6404d395402b2b2.js"),
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
