/** The place of ds:Signature in a message. Signing needs a key that is not here; a signer hands its text in. */
import type { XmlElement } from "../xml.ts";
import type { CebSignature } from "./ceb-definitions.ts";

const SIGNATURE_NAMESPACE = "http://www.w3.org/2000/09/xmldsig#";

/** Valid by xmldsig-core-schema, and signed by nobody: digest and value are empty. */
export const SIGNATURE_PLACEHOLDER = [
  `<ds:Signature xmlns:ds="${SIGNATURE_NAMESPACE}"><ds:SignedInfo>`,
  '<ds:CanonicalizationMethod Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"/>',
  `<ds:SignatureMethod Algorithm="${SIGNATURE_NAMESPACE}rsa-sha1"/>`,
  `<ds:Reference URI=""><ds:DigestMethod Algorithm="${SIGNATURE_NAMESPACE}sha1"/><ds:DigestValue></ds:DigestValue></ds:Reference>`,
  "</ds:SignedInfo><ds:SignatureValue></ds:SignatureValue></ds:Signature>",
].join("");

export function signatureOf(signature: XmlElement | undefined): CebSignature {
  if (signature === undefined) return "absent";
  const value = signature.children.find(({ name }) => name === "SignatureValue")?.text.trim() ?? "";
  return value === "" ? "placeholder" : "present";
}
