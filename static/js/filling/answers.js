// What stands in the form right now, read from its controls. Controls of a section that is left out are disabled and
// so are not among the answers.

const CLOCK = /^(\d{1,4}):([0-5]\d)(?::([0-5]\d))?$/;

export const isGiven = (value) => value !== "" && !(value instanceof File && value.size === 0 && value.name === "");

// All that was answered under `key`: of a field, of the rows of a table or the cells of a matrix.
export const answersOf = (data, key) => {
  const own = data.getAll(key).filter(isGiven);
  if (own.length) return own;
  return [...data.entries()].filter(([name, value]) => name.startsWith(`${key}-`) && isGiven(value)).map(([, value]) => value);
};

// A number as typed; hours and minutes are seconds. NaN for anything else.
export const asNumber = (typed) => {
  const clock = CLOCK.exec(typed);
  if (clock) return Number(clock[1]) * 3600 + Number(clock[2]) * 60 + Number(clock[3] ?? 0);
  return typed.trim() === "" ? NaN : Number(typed);
};

// Without files: those were sent ahead, or go with a form sent without scripts.
export const withoutFiles = (form) => {
  const data = new FormData(form);
  for (const [name, value] of [...data.entries()]) if (value instanceof File) data.delete(name);
  return data;
};
