using System.Text.RegularExpressions;
using Proctoring.Core.Exams.Questions;

namespace Proctoring.Core.Authoring.Gift;

/// <summary>Reads GIFT, the text format of Moodle (docs.moodle.org, "GIFT format").</summary>
internal sealed partial class GiftReader(DraftBuilder builder)
{
    /// <summary>The place of the answer in a sentence.</summary>
    const string Gap = "_____";

    public static ImportResult Read(string file, byte[] bytes)
    {
        var builder = new DraftBuilder(file);
        builder.Title = Path.GetFileNameWithoutExtension(file);
        new GiftReader(builder).Read(ImportBytes.Text(bytes, builder));
        return builder.Build(ImportFormat.Gift);
    }

    void Read(string text)
    {
        foreach (var block in GiftBlocks.Of(text))
        {
            if (builder.IsFull)
                return;
            if (block.Text.StartsWith("$CATEGORY:", StringComparison.OrdinalIgnoreCase))
                builder.Section(CategoryName.From(block.Text["$CATEGORY:".Length..]));
            else
                ReadQuestion(block);
        }
    }

    void ReadQuestion(GiftBlock block)
    {
        var text = block.Text;
        var title = "";
        var head = Head().Match(text);
        if (head.Success)
            (title, text) = (GiftEscapes.Show(head.Groups[1].Value).Trim(), text[head.Length..]);
        var format = Format().Match(text);
        var texts = new GiftTexts(format.Success ? format.Groups[1].Value : "", builder, block.Line, title);
        if (format.Success)
            text = text[format.Length..];

        var open = text.IndexOf('{', StringComparison.Ordinal);
        var close = text.LastIndexOf('}');
        var offset = block.Text.Length - text.Length;
        if (open < 0 && close < 0)
        {
            builder.Reject(
                "The text has no answer in braces. A text without a question is not imported. Add its text to a question.",
                block.Line,
                Item(title, text)
            );
            return;
        }

        if (BraceProblem(text, open, close) is { } mistake)
        {
            builder.Reject(mistake.Message, block.LineAt(offset + mistake.At), Item(title, text));
            return;
        }

        var (before, answers, after) = (text[..open], text[(open + 1)..close], text[(close + 1)..]);
        var (own, explanation) = Explanation(answers, ref after);
        after = after.Trim();
        var question = before.TrimEnd() + (after.Length == 0 ? "" : $" {Gap} {after}");
        if (after.Length > 0 && after[0] is '.' or ',' or '?' or '!' or ';' or ':')
            question = $"{before.TrimEnd()} {Gap}{after}";
        if (Answer(own.Trim(), texts) is { } body)
            builder.Add(
                new QuestionContent(texts.Markdown(question), body)
                {
                    Title = title,
                    Explanation = texts.Markdown(explanation),
                    Tags = block.Tags,
                },
                block.Line,
                Item(title, text)
            );
    }

    static string Item(string title, string text) => title.Length > 0 ? title : GiftEscapes.Show(text).Split('{')[0].Trim();

    static (string Message, int At)? BraceProblem(string text, int open, int close)
    {
        if (open < 0)
            return ("There is a } without a {. Write \\} for a brace in a text.", close);
        if (close < 0)
            return ("The brace { is not closed. Add the missing }, or write \\{ for a brace in a text.", open);
        var second = text.IndexOf('{', open + 1);
        if (second >= 0)
            return ("There is a second {. Write \\{ for a brace in a text; a question has only one answer in braces.", second);
        var first = text.IndexOf('}', StringComparison.Ordinal);
        return first < close ? ("There is a second }. Write \\} for a brace in a text.", first)
            : close < open ? ("The brace } stands before {. Write \\} for a brace in a text.", close)
            : null;
    }

    /// <summary>Separates the general feedback after "####"; some files write it after the closing brace.</summary>
    static (string Answers, string Explanation) Explanation(string answers, ref string after)
    {
        var at = answers.IndexOf("####", StringComparison.Ordinal);
        if (at >= 0)
            return (answers[..at], answers[(at + 4)..].Trim());
        at = after.IndexOf("####", StringComparison.Ordinal);
        if (at < 0)
            return (answers, "");
        var explanation = after[(at + 4)..].Trim();
        after = after[..at];
        return (answers, explanation);
    }

    /// <summary>Returns what the question asks for; null after a problem was reported.</summary>
    static QuestionBody? Answer(string text, GiftTexts texts)
    {
        if (text.Length == 0)
            return new Essay();
        if (TrueOrFalse().Match(text) is { Success: true } statement)
            return Statement(statement, texts);
        if (text[0] == '#')
            return GiftNumbers.Read(text[1..].Trim(), texts);
        var answers = GiftAnswer.Split(text);
        if (answers.Count == 0)
            return texts.Reject("The answers do not begin with = or ~. Write = before a correct answer and ~ before a wrong one.");
        if (answers.FirstOrDefault(answer => answer.Share is null) is { } wrong)
            return texts.Reject($"“{wrong.Weight}” is not a percentage. Write it like %50%.");
        if (text.Contains('~', StringComparison.Ordinal))
            return Choices(answers, texts);
        return text.Contains("->", StringComparison.Ordinal) ? Pairs(answers, texts) : Accepted(answers, texts);
    }

    static TrueFalse Statement(Match statement, GiftTexts texts)
    {
        // The first feedback is for a wrong answer, the second for a correct one.
        var correct = statement.Groups[1].Value[0] is 'T' or 't';
        var (wrong, right) = (texts.Markdown(statement.Groups[2].Value), texts.Markdown(statement.Groups[3].Value));
        return correct ? new TrueFalse(true, right, wrong) : new TrueFalse(false, wrong, right);
    }

    static QuestionBody Choices(IReadOnlyList<GiftAnswer> answers, GiftTexts texts)
    {
        List<Choice> choices =
        [
            .. answers.Select(answer => new Choice(texts.Markdown(answer.Text), answer.Share!.Value, texts.Markdown(answer.Feedback))),
        ];
        return answers.Any(answer => answer.IsMarkedCorrect) ? new SingleChoice(choices, true) : new MultipleChoice(choices, Shuffle: true);
    }

    static Matching? Pairs(IReadOnlyList<GiftAnswer> answers, GiftTexts texts)
    {
        List<MatchPair> pairs = [];
        List<string> distractors = [];
        foreach (var answer in answers)
        {
            var at = answer.Text.IndexOf("->", StringComparison.Ordinal);
            if (at < 0)
            {
                texts.Reject($"The pair “{GiftEscapes.Show(answer.Text).Trim()}” has no arrow. Write it like =prompt -> match.");
                return null;
            }

            if (answer.Feedback.Length > 0 || answer.Weight.Length > 0)
                texts.Notice(
                    $"A pair has no percentage and no feedback. Those of “{GiftEscapes.Show(answer.Text[..at]).Trim()}” are left out."
                );
            var (prompt, match) = (texts.Markdown(answer.Text[..at]), texts.PlainMarkdown(answer.Text[(at + 2)..]));
            if (prompt.Length == 0)
                distractors.Add(match);
            else
                pairs.Add(new MatchPair(prompt, match));
        }

        return new Matching(pairs, distractors);
    }

    static ShortText Accepted(IReadOnlyList<GiftAnswer> answers, GiftTexts texts) =>
        new([
            .. answers.Select(answer => new AcceptedText(
                GiftEscapes.Show(answer.Text).Trim(),
                answer.Share!.Value,
                texts.Markdown(answer.Feedback)
            )),
        ]);

    [GeneratedRegex(@"\A\s*::(.*?)::", RegexOptions.Singleline)]
    private static partial Regex Head();

    [GeneratedRegex(@"\A\s*\[(html|moodle|plain|markdown)\]", RegexOptions.IgnoreCase)]
    private static partial Regex Format();

    [GeneratedRegex(@"\A(T|TRUE|F|FALSE)\s*(?:#([^#]*))?(?:#([^#]*))?\z", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex TrueOrFalse();
}
