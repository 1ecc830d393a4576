using System.Xml.Linq;
using Proctoring.Core.Authoring.Texts;
using Proctoring.Core.Exams.Questions;

namespace Proctoring.Core.Authoring.Moodle;

/// <summary>Reads what a question of Moodle asks for, by its type.</summary>
internal static class MoodleBodies
{
    /// <summary>Returns the body; null after the reason was reported.</summary>
    public static QuestionBody? Read(string type, XElement question, MoodleTexts texts)
    {
        switch (type)
        {
            case "multichoice":
                return Choices(question, texts, false);
            case "multichoiceset":
                return Choices(question, texts, true);
            case "truefalse":
                return Statement(question, texts);
            case "shortanswer":
                return Accepted(question, texts);
            case "numerical":
                return MoodleNumbers.Read(question, texts);
            case "essay":
                return Essay(question, texts);
            case "matching" or "match" or "ddmatch":
                return Pairs(question, texts);
            case "ordering":
                return Order(question, texts);
            case "gapselect":
                return MoodleGaps.Read(question, "selectoption", texts);
            case "ddwtos":
                return MoodleGaps.Read(question, "dragbox", texts);
        }

        texts.Reject(
            type switch
            {
                "description" => "A text without a question (type “description”) is not imported. Add its text to a question.",
                "" => "The question has no type. Add the attribute type.",
                "calculated" or "calculatedsimple" or "calculatedmulti" =>
                    $"The question type “{type}” computes numbers for each student and is not supported. Write a number question.",
                "random" or "randomsamatch" =>
                    $"The question type “{type}” draws from Moodle's question bank and is not supported. Use a pool.",
                _ => $"The question type “{type}” is not supported. Write the question as one of the types of this product.",
            }
        );
        return null;
    }

    static QuestionBody? Choices(XElement question, MoodleTexts texts, bool allOrNothing)
    {
        List<Choice> choices = [];
        foreach (var answer in question.Elements("answer"))
        {
            if (Share(answer, texts) is not { } share)
                return null;
            choices.Add(new Choice(texts.Markdown(answer), share, texts.Markdown(answer.Element("feedback"))));
        }

        var shuffle = IsTrue(question.Elements("shuffleanswers").LastOrDefault());
        var single = (string?)question.Element("single") is not { } text ? !allOrNothing : text.Trim() is "true" or "1";
        return single && !allOrNothing ? new SingleChoice(choices, shuffle) : new MultipleChoice(choices, allOrNothing, shuffle);
    }

    /// <summary>The attribute "fraction", a percentage; null after it was reported as wrong.</summary>
    public static decimal? Share(XElement answer, MoodleTexts texts)
    {
        var text = (string?)answer.Attribute("fraction") ?? "0";
        if (Percent.Share(text) is { } share)
            return share;
        texts.Reject($"The fraction “{text}” of an answer is not a number.");
        return null;
    }

    static TrueFalse? Statement(XElement question, MoodleTexts texts)
    {
        XElement? Named(string name) =>
            question
                .Elements("answer")
                .FirstOrDefault(answer => MoodleTexts.Raw(answer).Trim().Equals(name, StringComparison.OrdinalIgnoreCase));
        if (Named("true") is not { } right || Named("false") is not { } wrong)
        {
            texts.Reject("The question needs the answers true and false.");
            return null;
        }

        if (Share(right, texts) is not { } forTrue || Share(wrong, texts) is not { } forFalse)
            return null;
        if (forTrue == forFalse)
        {
            texts.Reject("Neither true nor false is marked as correct. Give one of them the fraction 100.");
            return null;
        }

        if (Math.Min(forTrue, forFalse) > 0)
            texts.Notice("The wrong answer gives part of the points in Moodle. Here it gives none.");
        return new TrueFalse(forTrue > forFalse, texts.Markdown(right.Element("feedback")), texts.Markdown(wrong.Element("feedback")));
    }

    /// <summary>The fraction of an answer is its place.</summary>
    static Ordering Order(XElement question, MoodleTexts texts) =>
        new([
            .. question
                .Elements("answer")
                .OrderBy(answer => Percent.Decimal((string?)answer.Attribute("fraction") ?? ""))
                .Select(answer => texts.Markdown(answer)),
        ]);

    static ShortText? Accepted(XElement question, MoodleTexts texts)
    {
        List<AcceptedText> accepted = [];
        foreach (var answer in question.Elements("answer"))
        {
            if (Share(answer, texts) is not { } share)
                return null;
            accepted.Add(new AcceptedText(texts.Plain(answer), share, texts.Markdown(answer.Element("feedback"))));
        }

        return new ShortText(accepted, IsTrue(question.Element("usecase")));
    }

    static QuestionBody Essay(XElement question, MoodleTexts texts)
    {
        var rubric = texts.Markdown(question.Element("graderinfo"));
        var format = ((string?)question.Element("responseformat") ?? "").Trim();
        var template = question.Element("responsetemplate") is { } element ? texts.Plain(element) : "";
        if (format == "monospaced")
            return new CodeEntry("", question.Element("responsetemplate") is { } code ? MoodleTexts.Raw(code) : "", rubric);
        if (template.Length > 0)
            texts.Notice("The template of the answer is left out. Write it into the question.");
        var attachments = int.TryParse((string?)question.Element("attachments"), out var number) ? number : 0;
        if (format == "noinline")
        {
            if (attachments is > 1 or < 0)
                texts.Notice("The question accepts several files in Moodle, but one here. Ask for an archive or for one document.");
            return new FileUpload(Extensions(question, texts), MaxBytes(question, texts), rubric);
        }

        if (attachments != 0)
            texts.Notice("The question accepts a text and files in Moodle. Here it accepts the text; add a question for the file.");
        if (int.TryParse((string?)question.Element("minwordlimit"), out var least) && least > 0)
            texts.Notice($"The answer needs at least {least} words in Moodle. Write it into the question.");
        return new Essay(rubric, int.TryParse((string?)question.Element("maxwordlimit"), out var words) && words > 0 ? words : null);
    }

    /// <summary>The size limit of an upload. Without one, Moodle uses that of the course.</summary>
    static int MaxBytes(XElement question, MoodleTexts texts)
    {
        var usual = new FileUpload([]).MaxBytes;
        if (!long.TryParse((string?)question.Element("maxbytes"), out var bytes) || bytes <= 0)
            return usual;
        if (bytes <= QuestionCheck.LargestUpload)
            return (int)bytes;
        texts.Notice($"A file may have at most {QuestionCheck.LargestUpload / 1_000_000} MB here, and {bytes / 1_000_000} MB in Moodle.");
        return QuestionCheck.LargestUpload;
    }

    static List<string> Extensions(XElement question, MoodleTexts texts)
    {
        List<string> extensions = [];
        var list = (string?)question.Element("filetypeslist") ?? "";
        foreach (var name in list.Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries))
        {
            if (name is ['.', _, ..] && name[1..].All(char.IsAsciiLetterOrDigit))
                extensions.Add(name.ToLowerInvariant());
            else
                texts.Notice($"The file type “{name}” is left out. Add its extensions, such as .pdf.");
        }

        return extensions;
    }

    static Matching Pairs(XElement question, MoodleTexts texts)
    {
        List<MatchPair> pairs = [];
        List<string> distractors = [];
        foreach (var pair in question.Elements("subquestion"))
        {
            var prompt = texts.Markdown(pair);
            var answer = pair.Element("answer");
            var match =
                answer is null ? ""
                : answer.Attribute("format") is null ? MarkdownText.From(MoodleTexts.Raw(answer))
                : texts.Markdown(answer);
            if (prompt.Length > 0)
                pairs.Add(new MatchPair(prompt, match));
            else if (match.Length > 0)
                distractors.Add(match);
        }

        return new Matching(pairs, distractors);
    }

    public static bool IsTrue(XElement? element) => element?.Value.Trim() is "1" or "true";
}
