export const transferKeys = {
  all: ['transfers'] as const,
  list: () => [...transferKeys.all, 'list'] as const,
  detail: (id: string) => [...transferKeys.all, 'detail', id] as const,
};
