// Pictures that the server does not have yet, kept in this browser for whoever chose them: nobody else hears of them.
const NAME = "neoscreen";
const STORE = "drafts";
const DAYS = 7;
const owner = document.documentElement.dataset.who;

function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.addEventListener("upgradeneeded", () => request.result.createObjectStore(STORE, { keyPath: "key" }));
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error));
  });
}

async function act(mode, deed) {
  let database;
  try {
    database = await open();
    const request = deed(database.transaction(STORE, mode).objectStore(STORE));
    return await new Promise((resolve, reject) => {
      request.addEventListener("success", () => resolve(request.result));
      request.addEventListener("error", () => reject(request.error));
    });
  } catch {
    // A browser that keeps nothing, as in a private window: sending works all the same.
    return undefined;
  } finally {
    database?.close();
  }
}

export const keep = (draft) => act("readwrite", (store) => store.put({ ...draft, owner }));
export const drop = (key) => act("readwrite", (store) => store.delete(key));

export async function kept() {
  const all = (await act("readonly", (store) => store.getAll())) ?? [];
  const oldest = Date.now() - DAYS * 24 * 3600 * 1000;
  await Promise.all(all.filter((draft) => draft.since < oldest).map((draft) => drop(draft.key)));
  return all.filter((draft) => draft.since >= oldest && draft.owner === owner).sort((one, other) => other.since - one.since);
}
