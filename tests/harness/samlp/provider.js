// An identity provider of one person. Started by the tests with a file of settings:
// {port, key, certificate, algorithm, services: {<entity id>: {acs, encryption}}}
const crypto = require('crypto');
const fs = require('fs');
const express = require('express');
const samlp = require('samlp');

const file = process.argv[2];
const settings = () => JSON.parse(fs.readFileSync(file, 'utf8'));
const { port, key, certificate } = settings();
const issuer = `http://127.0.0.1:${port}/metadata`;

function Mapper(user) {
  return {
    getClaims: () => ({ employeeNumber: user.id }),
    getNameIdentifier: () => ({
      nameIdentifier: user.id,
      nameIdentifierFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
    }),
  };
}
Mapper.prototype.metadata = [];
Mapper.metadata = [];

const app = express();
app.get('/metadata', samlp.metadata({
  issuer, cert: certificate, profileMapper: Mapper, redirectEndpointPath: '/sso', postEndpointPath: '/sso',
}));
app.get('/sso', (request, response, next) => samlp.parseRequest(request, {}, (error, data) => {
  if (error) return next(error);
  const { services, algorithm } = settings();
  const service = services[data.issuer];
  if (!service) return response.status(403).end();
  const encryption = service.encryption && {
    encryptionCert: service.encryption,
    encryptionPublicKey: new crypto.X509Certificate(service.encryption).publicKey.export({ type: 'spki', format: 'pem' }),
    encryptionAlgorithm: algorithm,
  };
  return samlp.auth({
    issuer, key, cert: certificate, audience: data.issuer, recipient: service.acs, destination: service.acs,
    inResponseTo: data.id, sessionIndex: '_session', signResponse: true, signAssertion: true,
    signatureAlgorithm: 'rsa-sha256', digestAlgorithm: 'sha256', includeAttributeNameFormat: true,
    profileMapper: Mapper, getUserFromRequest: () => ({ id: 'P1' }),
    getPostURL: (_audience, _document, _request, done) => done(null, service.acs),
    ...encryption,
  })(request, response, next);
}));
app.listen(port, '127.0.0.1');
