// @ts-check

/** @type {import('next').NextConfig} */
const nextConfig = {
  // Native modules and modules that manage sockets stay outside the bundle.
  serverExternalPackages: ['lmdb', 'undici'],
  poweredByHeader: false,
  agentRules: false,
};

export default nextConfig;
