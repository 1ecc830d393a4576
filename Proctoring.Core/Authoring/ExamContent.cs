using Proctoring.Core.Exams;
using Proctoring.Core.Exams.Questions;

namespace Proctoring.Core.Authoring;

/// <summary>An exam as people write, import and export it.</summary>
public sealed record ExamContent
{
    /// <summary>The unique name in addresses: lower-case letters, digits and hyphens, 1–100 characters.</summary>
    public required string Slug { get; init; }

    /// <summary>1–200 characters.</summary>
    public required string Title { get; init; }

    /// <summary>Markdown, at most 2,000 characters.</summary>
    public string Description { get; init; } = "";

    /// <summary>The language of its texts, as a tag of BCP 47; null if unknown.</summary>
    public string? Language { get; init; }

    /// <summary>The time limit in minutes, 1–1,440.</summary>
    public int Minutes { get; init; } = 60;

    public string Policy { get; init; } = "standard";

    public ExamSettings Settings { get; init; } = new();

    /// <summary>How many questions of each pool a session shows.</summary>
    public IReadOnlyDictionary<string, int> Draws { get; init; } = new Dictionary<string, int>();

    public IReadOnlyList<QuestionContent> Questions { get; init; } = [];

    public IReadOnlyList<ExamFileContent> Files { get; init; } = [];
}

/// <summary>A question as people write it.</summary>
/// <param name="Text">Markdown.</param>
/// <param name="Body">The task and its solution.</param>
public sealed record QuestionContent(string Text, QuestionBody Body)
{
    /// <summary>A name for staff, at most 200 characters; empty if it has none.</summary>
    public string Title { get; init; } = "";

    /// <summary>Markdown.</summary>
    public string Explanation { get; init; } = "";

    /// <summary>0–1,000, two decimals.</summary>
    public decimal Points { get; init; } = 1;

    /// <summary>The title of its section; consecutive questions with the same title form one.</summary>
    public string? Section { get; init; }

    /// <summary>The pool from which a session draws some questions.</summary>
    public string? Pool { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>From 1, easy, to 5, hard.</summary>
    public int? Difficulty { get; init; }
}

/// <summary>A picture to which Markdown refers as <c>![alt](file:SHA256)</c>.</summary>
public sealed record ExamFileContent(string Name, string ContentType, byte[] Content)
{
    public string Sha256 { get; } = ExamFile.HashOf(Content);
}

/// <summary>How an exam is offered.</summary>
public sealed record ExamSettings
{
    /// <inheritdoc cref="Exam.OpensAt" />
    public DateTime? OpensAt { get; init; }

    /// <inheritdoc cref="Exam.ClosesAt" />
    public DateTime? ClosesAt { get; init; }

    /// <inheritdoc cref="Exam.TimeZone" />
    public string TimeZone { get; init; } = "UTC";

    /// <inheritdoc cref="Exam.Attempts" />
    public int? Attempts { get; init; }

    public ProctoringOffer Proctoring { get; init; }

    public ExamAdmission Admission { get; init; }

    /// <inheritdoc cref="Exam.AccessCode" />
    public string? AccessCode { get; init; }

    public ResultDetail ShownDetail { get; init; }

    public ResultTime ShownWhen { get; init; }

    /// <inheritdoc cref="Exam.PassPercent" />
    public decimal? PassPercent { get; init; }

    /// <inheritdoc cref="Exam.ShuffleQuestions" />
    public bool ShuffleQuestions { get; init; }

    public bool AllowsPaper { get; init; }

    public bool AllowsCalculator { get; init; }

    public bool AllowsHeadphones { get; init; }

    /// <summary>Markdown, shown before the start; at most 4,000 characters.</summary>
    public string Rules { get; init; } = "";
}
