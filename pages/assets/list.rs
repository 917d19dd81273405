// Written by pages/frontend/build.
pub(crate) const STYLE: Asset = Asset {
    path: "/static/zaguan-65b0a166492aafe78f3151b020280c31.css",
    content_type: "text/css; charset=utf-8",
    bytes: include_bytes!("../assets/zaguan-65b0a166492aafe78f3151b020280c31.css"),
};
pub(crate) const SCRIPT: Asset = Asset {
    path: "/static/zaguan-a797d44b1e84fc1100cd3b39cdbe3843.js",
    content_type: "text/javascript; charset=utf-8",
    bytes: include_bytes!("../assets/zaguan-a797d44b1e84fc1100cd3b39cdbe3843.js"),
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
