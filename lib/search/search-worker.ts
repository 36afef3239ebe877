import { serveSearch } from '@/lib/search/serve-search';

// The entry of the search worker.
serveSearch(self);
