<?php
// The environment says who and where we are: OFFICE, OFFICE_URL, OFFICE_SIGNER, HUB, HUB_METADATA.
$config = [
    'baseurlpath' => getenv('OFFICE_URL') . '/simplesaml/',
    'secretsalt' => 'no secret: its visitors are invented',
    'certdir' => getenv('OFFICE') . '/',
    'tempdir' => getenv('OFFICE') . '/tmp',
    'datadir' => getenv('OFFICE') . '/',
    'metadata.sources' => [['type' => 'xml', 'file' => getenv('HUB_METADATA')]],
    // In a store of PHP's own sessions it cannot remember which assertions it has seen.
    'store.type' => 'sql',
    'store.sql.dsn' => 'sqlite:' . getenv('OFFICE') . '/store.sqlite',
    'session.cookie.secure' => true,
    'session.cookie.samesite' => 'None',
    'logging.handler' => 'errorlog',
    'logging.level' => SimpleSAML\Logger::WARNING,
    // Its own words on the page of an error.
    'showerrors' => true,
    'errorreporting' => false,
    'language.default' => 'en',
];
