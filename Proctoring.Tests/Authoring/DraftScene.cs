using Proctoring.Core.Authoring;
using Proctoring.Core.Exams.Questions;

namespace Proctoring.Tests.Authoring;

/// <summary>An exam with a question of every type and texts that are hard to write in other formats.</summary>
internal static class DraftScene
{
    /// <summary>A PNG picture of one pixel.</summary>
    public static readonly byte[] Picture = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    );

    public static ExamFileContent File { get; } = new("pixel.png", "image/png", Picture);

    static string Image => $"![A pixel](file:{File.Sha256})";

    public static ExamContent Exam { get; } =
        new()
        {
            Slug = "everything",
            Title = "Everything & more",
            Description = "All **types**.",
            Language = "en",
            Minutes = 45,
            Settings = new ExamSettings
            {
                PassPercent = 50,
                Rules = "No *phones*.",
                AllowsPaper = true,
            },
            Draws = new Dictionary<string, int> { ["pool"] = 1 },
            Files = [File],
            Questions = [.. Questions()],
        };

    static IEnumerable<QuestionContent> Questions()
    {
        yield return new("Which is **right**? {a} ~ = # : \\\\", new SingleChoice(Choices(1, 0.5m, 0), true))
        {
            Title = "One: of {three}",
            Explanation = "Because = {so} #1.",
            Section = "First",
            Tags = ["easy", "sums"],
        };
        yield return new("All that are right\n\nin two paragraphs", new MultipleChoice(Choices(0.5m, 0.5m, -0.25m), false, true))
        {
            Section = "First",
            Points = 2.5m,
        };
        yield return new($"Look: {Image}", new MultipleChoice(Choices(0.5m, 0.5m, 0), true, true)) { Section = "First" };
        yield return new("The sun rises in the east.", new TrueFalse(true, "Yes.", "No, look again.")) { Section = "Second/Part" };
        yield return new("2 + 2 = 5", new TrueFalse(false, "No.", "Right.")) { Section = "Second/Part" };
        yield return new(
            "Capital of France?",
            new ShortText([new("Paris", 1, "Good."), new("par*", 0.5m), new("\\*star\\*"), new("50% = {half} ~ #1")], false)
        );
        yield return new("Exact word?", new ShortText([new("McLeod")], true));
        yield return new(
            "How long is it?",
            new NumberEntry([new(2.5, 0.25, 1, "Close."), new(3, 1, 0.5m)], [new("m"), new("km", 1000), new("cm", 0.01)])
        );
        yield return new("How many?", new NumberEntry([new(-1200000, 0)], []));
        yield return new(
            "A {{1}} is {{2}} and has {{3}} legs.",
            new Blanks([
                new Gap(new SingleChoice([new("cat", 1, "Yes #1"), new("50% dog", 0), new("a ~ b } c", 0.5m)], true), 2),
                new Gap(new ShortText([new("an animal"), new("a pet <or> so & on", 0.5m)])),
                new Gap(new NumberEntry([new(4, 0.5)], [])),
            ])
        )
        {
            Points = 4,
        };
        yield return new("Match.", new Matching([new("Canada", "Ottawa"), new("Italy *north*", "Rome"), new("Lazio", "Rome")], ["Paris"]));
        yield return new("Order.", new Ordering(["one", "two **bold**", "three"]));
        yield return new("Write.", new Essay("Looks for *three* points.", 200)) { Difficulty = 3 };
        yield return new("Program.", new CodeEntry("python", "def f(x):\n    return x\n", "Runs."));
        yield return new("Upload.", new FileUpload([".pdf", ".docx"], 5_000_000, "Is complete."));
        yield return new("Pooled 1", new TrueFalse(true)) { Section = "Pool", Pool = "pool" };
        yield return new("Pooled 2", new TrueFalse(true)) { Section = "Pool", Pool = "pool" };
    }

    static List<Choice> Choices(params decimal[] values) =>
        [.. values.Select((value, at) => new Choice($"choice {at} *x* = {{y}} ~z #", value, at == 0 ? "feedback: a ~ b = c" : ""))];
}
