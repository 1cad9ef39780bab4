// An identity provider of one person in one browser. Started by the tests with a file of settings:
// {port, key, certificate, algorithm, person: {id, …}, services: {<entity id>: {acs, slo, signing, encryption}}}
const crypto = require('crypto');
const fs = require('fs');
const express = require('express');
const samlp = require('samlp');
const SessionParticipants = require('samlp/lib/sessionParticipants');

const file = process.argv[2];
const settings = () => JSON.parse(fs.readFileSync(file, 'utf8'));
const { port, key, certificate } = settings();
const issuer = `http://127.0.0.1:${port}/metadata`;
const persistent = 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent';
const session = {};
const participants = [];

function Mapper(person) {
  return {
    getClaims: () => ({ ...person, employeeNumber: person.id }),
    getNameIdentifier: () => ({ nameIdentifier: person.id, nameIdentifierFormat: persistent }),
  };
}
Mapper.prototype.metadata = [];
Mapper.metadata = [];

const app = express();
app.use((request, _response, next) => {
  request.session = session;
  request.body = {};
  next();
});
app.get('/metadata', samlp.metadata({
  issuer, cert: certificate, profileMapper: Mapper, redirectEndpointPath: '/sso', postEndpointPath: '/sso',
  logoutEndpointPaths: { redirect: '/slo' },
}));
app.get('/sso', (request, response, next) => {
  const { services, algorithm, person } = settings();
  const getCredentials = (entityId, _indices, _nameId, done) => done(null, { cert: services[entityId].signing });
  samlp.parseRequest(request, { getCredentials }, (error, data) => {
    if (error) return next(error);
    const service = services[data.issuer];
    const sessionIndex = crypto.randomUUID();
    participants.push({
      serviceProviderId: data.issuer, nameId: person.id, nameIdFormat: persistent, sessionIndex,
      serviceProviderLogoutURL: service.slo, cert: service.signing,
    });
    const encryption = service.encryption && {
      encryptionCert: service.encryption,
      encryptionPublicKey: new crypto.X509Certificate(service.encryption).publicKey.export({ type: 'spki', format: 'pem' }),
      encryptionAlgorithm: algorithm,
    };
    return samlp.auth({
      issuer, key, cert: certificate, audience: data.issuer, recipient: service.acs, destination: service.acs,
      inResponseTo: data.id, sessionIndex, signResponse: true, signAssertion: true,
      signatureAlgorithm: 'rsa-sha256', digestAlgorithm: 'sha256', includeAttributeNameFormat: true,
      profileMapper: Mapper, getUserFromRequest: () => person,
      getPostURL: (_audience, _document, _request, done) => done(null, service.acs),
      ...encryption,
    })(request, response, next);
  });
});
app.get('/slo', (request, response, next) => samlp.logout({
  issuer, key, cert: certificate, deflate: true, protocolBinding: 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect',
  signatureAlgorithm: 'rsa-sha256', digestAlgorithm: 'sha256',
  sessionParticipants: new SessionParticipants(participants),
})(request, response, next));
app.listen(port, '127.0.0.1');
