<?php
function logon_link(string $secret, string $address, string $userType, string $userId): string
{
    $parameters = [
        'usertype' => $userType,
        'userid' => $userId,
        'timestamp' => gmdate('Y-m-d\TH:i:s\Z'),
        'nonce' => bin2hex(random_bytes(16)),
    ];
    ksort($parameters, SORT_STRING);
    $message = '';
    foreach ($parameters as $name => $value) {
        $message .= $name . $value;
    }
    $parameters['token'] = hash_hmac('sha512', $message, $secret);
    return $address . '?' . http_build_query($parameters, '', '&', PHP_QUERY_RFC3986);
}

echo logon_link(...array_slice($argv, 1)), "\n";
