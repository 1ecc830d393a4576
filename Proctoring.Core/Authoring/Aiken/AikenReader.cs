using System.Text.RegularExpressions;
using Proctoring.Core.Authoring.Texts;
using Proctoring.Core.Exams.Questions;

namespace Proctoring.Core.Authoring.Aiken;

/// <summary>Reads Aiken: a question, its choices "A." or "A)", and a line "ANSWER: A".</summary>
internal sealed partial class AikenReader(DraftBuilder builder)
{
    static readonly string[] OtherTypes =
    [
        "essay",
        "shortanswer",
        "truefalse",
        "description",
        "cloze",
        "numerical",
        "order",
        "ordering",
        "matching",
        "category",
    ];

    readonly List<string> stem = [];
    readonly List<(char Label, string Text)> choices = [];
    int line;
    bool blank;

    /// <summary>Whether the line before ended a question, so that feedback may follow.</summary>
    bool answered;
    Question? done;

    sealed record Question(QuestionContent Content, int Line)
    {
        public string Explanation { get; set; } = "";
    }

    public static ImportResult Read(string file, byte[] bytes)
    {
        var builder = new DraftBuilder(file) { Title = Path.GetFileNameWithoutExtension(file) };
        new AikenReader(builder).Read(ImportBytes.Text(bytes, builder));
        return builder.Build(ImportFormat.Aiken);
    }

    void Read(string text)
    {
        var number = 0;
        foreach (var raw in text.ReplaceLineEndings("\n").Split('\n'))
        {
            number++;
            if (builder.IsFull)
                return;
            if (string.IsNullOrWhiteSpace(raw))
                blank = true;
            else
            {
                ReadLine(raw.Trim(), number);
                blank = false;
            }
        }

        Finish();
        EndUnfinished();
    }

    void ReadLine(string text, int number)
    {
        if (answered && !blank && Feedback().Match(text) is { Success: true } feedback)
        {
            // The feedback of a question that was not imported goes with it.
            if (done is not null)
                done.Explanation = $"{done.Explanation}\n{feedback.Groups[1].Value}".Trim();
            return;
        }

        answered = false;
        Finish();
        if (Answer().Match(text) is { Success: true } answer && !(stem.Count == 0 && choices.Count == 0))
            ReadAnswer(answer.Groups[1].Value.Trim(), number);
        else if (Label(text) is { } label)
            AddChoice(label, text, number);
        else if (choices.Count > 0 && !blank && Setting().IsMatch(text))
            builder.Notice($"“{text}” is not part of Aiken and is left out.", number);
        else
            AddText(text, number);
    }

    void AddText(string text, int number)
    {
        // After a blank line, a text begins the next question unless choices follow; then it was its second paragraph.
        if (blank && (choices.Count > 0 || stem.Count > 0))
            EndUnfinished();
        if (choices.Count > 0)
        {
            choices[^1] = (choices[^1].Label, $"{choices[^1].Text}\n{text}");
            return;
        }

        if (stem.Count == 0)
            line = number;
        stem.Add(text);
    }

    void AddChoice(char label, string text, int number)
    {
        if (stem.Count == 0 && choices.Count == 0)
            line = number;
        choices.Add((label, Choice().Match(text).Groups[2].Value.Trim()));
    }

    /// <summary>The label of a choice in upper case; null if the line is none. Lower-case labels count only in their order.</summary>
    char? Label(string text)
    {
        if (Choice().Match(text) is not { Success: true } found)
            return null;
        var label = found.Groups[1].Value[0];
        var next = (char)('A' + choices.Count);
        // Choices may stand apart, but after a blank line an "A." more likely begins something new.
        if (blank && choices.Count > 0)
            return label == next ? label : null;
        if (char.IsAsciiLetterUpper(label))
            return choices.Count > 0 || label == next ? label : null;
        var upper = char.ToUpperInvariant(label);
        return upper == next ? upper : null;
    }

    void ReadAnswer(string key, int number)
    {
        var (text, item, first) = (string.Join('\n', stem), stem.FirstOrDefault(), line);
        var all = choices.ToList();
        stem.Clear();
        choices.Clear();
        answered = true;
        if (ForeignType(text) is { } type)
        {
            Reject(Foreign(type));
            return;
        }

        text = WithoutTypeLine(text);
        if (text.Length == 0)
            Reject("The choices have no question before them. Write the question on the line above A.");
        else if (all.Count == 0)
            Reject("The question has no choices. Write each on its own line, beginning with A., B. and so on.");
        else if (all.Count == 1)
            Reject("The question has only one choice. Add another one.");
        else if (all.GroupBy(choice => choice.Label).FirstOrDefault(group => group.Count() > 1) is { } twice)
            Reject($"Two choices are marked {twice.Key}. Give each its own letter.");
        else if (Key(key, all) is not { } label)
            Reject(
                key.Length > 1 && key.All(character => char.IsAsciiLetter(character) || character is ',' or ' ')
                    ? $"ANSWER names several choices (“{key}”). Aiken has one correct choice; use GIFT for several."
                    : $"ANSWER is “{key}”, which is not the letter of a choice. Write one of {Labels(all)}.",
                number
            );
        else
            done = new Question(
                new QuestionContent(
                    MarkdownText.From(text),
                    new SingleChoice([
                        .. all.Select(choice => new Choice(
                            MarkdownText.From(choice.Text),
                            choice.Label == label ? 1 : 0
                        )),
                    ])
                ),
                first
            );

        void Reject(string message, int? at = null) => builder.Reject(message, at ?? first, item);
    }

    /// <summary>The choice that a key names: "B", "b", "B.", or "B. " with the text of the choice; null if it names none.</summary>
    static char? Key(string key, IReadOnlyList<(char Label, string Text)> choices)
    {
        if (key.Length == 0 || (key.Length > 1 && !Choice().IsMatch(key)))
            return null;
        var label = char.ToUpperInvariant(key[0]);
        var text = key.Length > 2 ? key[2..].Trim() : "";
        return choices.Any(choice => choice.Label == label && (text.Length == 0 || text == choice.Text)) ? label : null;
    }

    static string Labels(IEnumerable<(char Label, string Text)> choices) => string.Join(", ", choices.Select(choice => choice.Label));

    static string Foreign(string type) =>
        $"The question type “{type}” is not part of Aiken, which has only single choice. Use GIFT or Moodle XML for it.";

    /// <summary>Adds the question whose ANSWER line was read; its feedback may have followed.</summary>
    void Finish()
    {
        if (done is null)
            return;
        builder.Add(done.Content with { Explanation = MarkdownText.From(done.Explanation) }, done.Line, done.Content.Text);
        done = null;
    }

    void EndUnfinished()
    {
        if (stem.Count == 0 && choices.Count == 0)
            return;
        var text = string.Join('\n', stem);
        var type = ForeignType(text);
        if (type == "category")
            builder.Notice("A category is not part of Aiken and is left out.", line);
        else
            builder.Reject(
                type is not null ? Foreign(type)
                    : choices.Count == 0 ? "The question has no choices and no ANSWER line. Write the choices as A., B. and so on."
                    : "The question has no ANSWER line. Add one, for example ANSWER: A.",
                line,
                stem.FirstOrDefault()
            );
        stem.Clear();
        choices.Clear();
    }

    /// <summary>The type of an extended Aiken, which stands alone on the first line.</summary>
    static string? ForeignType(string text)
    {
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        return end < 0
            ? null
            : OtherTypes.FirstOrDefault(type => text.AsSpan(0, end).Trim().Equals(type, StringComparison.OrdinalIgnoreCase));
    }

    static string WithoutTypeLine(string text) =>
        text.StartsWith("multichoice\n", StringComparison.OrdinalIgnoreCase) ? text["multichoice\n".Length..] : text;

    [GeneratedRegex(@"\A([A-Za-z])[.)](?:\s*)(.*)\z")]
    private static partial Regex Choice();

    [GeneratedRegex(@"\AANSWER\s*:\s*(.*)\z", RegexOptions.IgnoreCase)]
    private static partial Regex Answer();

    [GeneratedRegex(@"\A(?:feedback\s*:|g?feed\.)\s*(.*)\z", RegexOptions.IgnoreCase)]
    private static partial Regex Feedback();

    [GeneratedRegex(@"\A[A-Z]{4,}\s*:\s*\S+\z")]
    private static partial Regex Setting();
}
