<?php
require '/usr/share/simplesamlphp/lib/_autoload.php';

const NATURAL_PERSON = 'http://eidas.europa.eu/attributes/naturalperson/';

$office = new \SimpleSAML\Auth\Simple('office');
$office->requireAuth();
$values = $office->getAttributes();
$value = fn(string $name): string => $values[$name][0];

header('Content-Type: text/plain; charset=utf-8');
echo 'who: ', $value(NATURAL_PERSON . 'PersonIdentifier'), "\n";
echo 'name: ', $value(NATURAL_PERSON . 'CurrentGivenName'), ' ', $value(NATURAL_PERSON . 'CurrentFamilyName'), "\n";
echo 'how: ', $value('http://es.minhafp.clave/SelectedIdP'), "\n";
echo 'level: ', $office->getAuthData('saml:sp:AuthnContext'), "\n";
echo 'asked: ', $_SERVER['QUERY_STRING'], "\n";
