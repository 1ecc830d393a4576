using System.Globalization;
using Proctoring.Core.Exams;

namespace Proctoring.Core.Authoring;

/// <summary>Collects what a reader finds in a file: questions, pictures and problems.</summary>
/// <param name="file">The name of the file, for the problems.</param>
internal sealed class DraftBuilder(string file)
{
    const int MostTags = 20;
    const int MostTagCharacters = 100;

    readonly List<QuestionContent> questions = [];
    readonly List<ImportProblem> problems = [];
    readonly HashSet<ImportProblem> known = [];
    readonly Dictionary<string, int> draws = [];
    (string Title, bool Used) section = ("", true);
    int count;
    int unlisted;

    /// <summary>The name of the file that is being read; a reader of archives adds the entry.</summary>
    public string File { get; set; } = file;

    public string Title { get; set; } = "";

    public string Description { get; set; } = "";

    public string? Language { get; set; }

    /// <summary>The time limit in minutes; null if the file has none.</summary>
    public int? Minutes { get; set; }

    public ExamSettings Settings { get; set; } = new();

    /// <summary>The pool of the questions that follow; null for none.</summary>
    public string? Pool { get; set; }

    public DraftFiles Media { get; } = new();

    /// <summary>Whether the file has too many questions; a reader stops then.</summary>
    public bool IsFull => count > ImportLimits.Questions;

    /// <summary>Starts the section with this title; empty for none.</summary>
    public void Section(string title)
    {
        EndSection();
        title = Line(title, 200);
        section = (title, title.Length == 0);
    }

    /// <summary>Names a pool of which a session shows some questions. Two pools with the same title stay two.</summary>
    /// <param name="title">The title; the name of the pool begins with it.</param>
    /// <param name="number">How many of its questions a session shows.</param>
    public string NewPool(string title, int number)
    {
        var pool = TextCharacters.Beginning(title, 100);
        for (var copy = 2; draws.ContainsKey(pool); copy++)
            pool = $"{TextCharacters.Beginning(title, 90)} ({copy})";
        draws[pool] = number;
        return pool;
    }

    /// <summary>Whether a question was left out.</summary>
    public bool HasRejected => problems.Exists(problem => problem.Severity == ImportSeverity.Question);

    /// <summary>States how many questions of a pool a session shows; fewer if the pool has lost too many.</summary>
    public void Draw(string pool, int number) => draws[pool] = number;

    /// <summary>Adds a question, or reports why it cannot be stored.</summary>
    public void Add(QuestionContent question, int? line, string? item = null)
    {
        item ??= question.Title.Length > 0 ? question.Title : null;
        section.Used = true;
        if (++count > ImportLimits.Questions)
        {
            if (count == ImportLimits.Questions + 1)
                Fail($"The file has more than {Number(ImportLimits.Questions)} questions. Divide it into several files.", line);
            return;
        }

        question = question with
        {
            Title = Line(question.Title, 200),
            Section = question.Section ?? (section.Title.Length > 0 ? section.Title : null),
            Pool = question.Pool ?? Pool,
            Points = decimal.Round(question.Points, 2),
            Tags = [.. question.Tags.Select(tag => Line(tag, MostTagCharacters)).Where(tag => tag.Length > 0).Distinct()],
        };
        if (question.Tags.Count > MostTags)
        {
            var others = string.Join(", ", question.Tags.Skip(MostTags));
            Notice($"A question has at most {MostTags} tags. These are left out: {others}.", line, item);
            question = question with { Tags = [.. question.Tags.Take(MostTags)] };
        }

        if (ImportCheck.ProblemOf(question) is { } problem)
        {
            Reject(problem, line, item);
            return;
        }

        foreach (var notice in ImportCheck.NoticesOf(question))
            Notice(notice, line, item);
        questions.Add(question);
    }

    /// <summary>Reports a question that is not imported.</summary>
    public void Reject(string message, int? line, string? item = null)
    {
        section.Used = true;
        Report(ImportSeverity.Question, message, line, item);
    }

    /// <summary>Reports a difference between the file and the imported exam.</summary>
    public void Notice(string message, int? line = null, string? item = null) => Report(ImportSeverity.Notice, message, line, item);

    /// <summary>Reports that the file, or a part of it, cannot be read.</summary>
    public void Fail(string message, int? line = null, string? item = null) => Report(ImportSeverity.File, message, line, item);

    public ImportResult Build(ImportFormat? format)
    {
        EndSection();
        var fitting = FittingDraws();
        if (unlisted > 0)
            problems.Add(new ImportProblem(ImportSeverity.Notice, File, null, null, $"{Number(unlisted)} more notices are not listed."));
        var title = Line(Title, 200);
        var content = new ExamContent
        {
            Slug = Slugs.From(title),
            Title = title,
            Description = Description,
            Language = Language,
            Minutes = Minutes ?? 60,
            Settings = Settings,
            Draws = fitting,
            Questions = questions,
            Files = Media.All,
        };
        return new ImportResult(format, content, problems);
    }

    /// <summary>A pool may have lost questions that cannot be stored; an exam cannot draw more than there are.</summary>
    Dictionary<string, int> FittingDraws()
    {
        var sizes = questions.Where(question => question.Pool is not null).CountBy(question => question.Pool!).ToDictionary();
        Dictionary<string, int> fitting = [];
        foreach (var (pool, number) in draws)
        {
            var size = sizes.GetValueOrDefault(pool);
            if (size < number)
                Notice($"A session shows {Number(number)} questions of the pool “{pool}”, but it has {Number(size)}. All are shown.");
            if (size > 0)
                fitting[pool] = Math.Min(number, size);
        }

        return fitting;
    }

    /// <summary>A text for one line: without line breaks and characters that are invisible or turn the direction of what follows.</summary>
    static string Line(string text, int longest) =>
        TextCharacters.Shortened(TextCharacters.Cleaned(text.ReplaceLineEndings(" ")).Trim(), longest);

    void EndSection()
    {
        if (!section.Used)
            Notice($"The section “{section.Title}” has no questions and is left out.");
        section.Used = true;
    }

    void Report(ImportSeverity severity, string message, int? line, string? item)
    {
        var problem = new ImportProblem(severity, File, line, Shortened(item), message);
        // A question may have the same notice several times, but two questions are two problems.
        if (severity == ImportSeverity.Notice && !known.Add(problem))
            return;
        if (severity == ImportSeverity.Notice && problems.Count >= ImportLimits.Problems)
            unlisted++;
        else
            problems.Add(problem);
    }

    static string? Shortened(string? item) =>
        item is null ? null : TextCharacters.Shortened(item.ReplaceLineEndings(" ").Trim(), 80);

    static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
