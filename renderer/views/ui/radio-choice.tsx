interface RadioChoiceProps<Value extends string> {
  readonly legend: string;
  /** Tells it from the other choices of the page. */
  readonly name: string;
  /** What can be chosen, in words. */
  readonly words: Readonly<Record<Value, string>>;
  readonly chosen: Value;
  readonly onChoose: (value: Value) => void;
}

/** One of a few things that exclude each other. */
export function RadioChoice<Value extends string>(props: RadioChoiceProps<Value>) {
  const { legend, name, words, chosen, onChoose } = props;
  return (
    <fieldset class="choice">
      <legend>{legend}</legend>
      {(Object.keys(words) as Value[]).map((value) => (
        <label key={value} class="choice-item">
          <input
            type="radio"
            name={name}
            value={value}
            checked={chosen === value}
            onChange={() => onChoose(value)}
          />
          {words[value]}
        </label>
      ))}
    </fieldset>
  );
}
