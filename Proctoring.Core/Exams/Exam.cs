using System.ComponentModel;
using System.Text.Json;

namespace Proctoring.Core.Exams;

/// <summary>An exam defined on this server. Its questions belong to a version; a session keeps the version it was opened with.</summary>
/// <remarks>A chain omits a column whose value is the default, so that the rows of earlier versions of the product keep their hash.
/// </remarks>
public sealed class Exam
{
    public int Id { get; init; }

    /// <summary>The unique name in addresses: lower case with hyphens.</summary>
    public required string Slug { get; set; }

    public required string Title { get; set; }

    /// <summary>Markdown.</summary>
    public required string Description { get; set; }

    /// <summary>The time limit in minutes.</summary>
    public int Minutes { get; set; }

    /// <summary>The policy of its proctored sessions.</summary>
    public string Policy { get; set; } = "standard";

    /// <summary>The language of its title, questions and explanations, as a tag of BCP 47; null if unknown.</summary>
    public string? Language { get; set; }

    /// <summary>The version of its questions that a new session gets, from 1.</summary>
    [DefaultValue(1)]
    public int Version { get; set; } = 1;

    /// <summary>Counts the changes, so that two editors do not overwrite each other.</summary>
    public int Revision { get; set; }

    public ExamStatus Status { get; set; }

    public ProctoringOffer Proctoring { get; set; }

    public ExamAdmission Admission { get; set; }

    /// <summary>The code of <see cref="ExamAdmission.Code"/>; null otherwise.</summary>
    public string? AccessCode { get; set; }

    /// <summary>From when on sessions can be opened, UTC; null for no limit.</summary>
    public DateTime? OpensAt { get; set; }

    /// <summary>Until when sessions can be opened, UTC; null for no limit.</summary>
    public DateTime? ClosesAt { get; set; }

    /// <summary>The IANA name of the time zone in which staff enter and candidates read these times; null for UTC.</summary>
    public string? TimeZone { get; set; }

    /// <summary>How many sessions a student may have; null for any number.</summary>
    public int? Attempts { get; set; }

    public ResultDetail ShownDetail { get; set; }

    public ResultTime ShownWhen { get; set; }

    /// <summary>The score from which on the exam is passed, per cent; null without a pass mark.</summary>
    public decimal? PassPercent { get; set; }

    /// <summary>Whether each session has its own order of questions within each section.</summary>
    public bool ShuffleQuestions { get; set; }

    /// <summary>How many questions of each pool a session shows, as JSON: {"pool": 5}; null without pools.</summary>
    public string? Draws { get; set; }

    public bool AllowsPaper { get; set; }

    public bool AllowsCalculator { get; set; }

    public bool AllowsHeadphones { get; set; }

    /// <summary>Rules that the candidate reads before the start, Markdown; null for none.</summary>
    public string? Rules { get; set; }

    /// <summary>Whether candidates see no result at this time.</summary>
    public bool WithholdsResults(DateTime at) =>
        ShownDetail == ResultDetail.Nothing || (ShownWhen == ResultTime.AfterClosing && !(ClosesAt <= at));

    public IReadOnlyDictionary<string, int> DrawsByPool() =>
        Draws is null ? new Dictionary<string, int>() : JsonSerializer.Deserialize<Dictionary<string, int>>(Draws)!;

    /// <summary>The questions of all versions.</summary>
    public List<Question> Questions { get; init; } = [];
}

/// <summary>Whether candidates can open sessions of an exam.</summary>
public enum ExamStatus
{
    /// <summary>Within its times.</summary>
    Open,

    /// <summary>Not yet; its questions still change.</summary>
    Draft,

    /// <summary>No longer; past sessions stay.</summary>
    Archived,
}

/// <summary>Whether an exam is proctored.</summary>
public enum ProctoringOffer
{
    /// <summary>The candidate chooses.</summary>
    Offered,

    Required,

    Off,
}

/// <summary>Who can open a session of an exam on this server's pages.</summary>
public enum ExamAdmission
{
    Everyone,

    /// <summary>Who enters its code.</summary>
    Code,

    /// <summary>Who has an invitation.</summary>
    Invitation,
}

/// <summary>What candidates see of their result.</summary>
public enum ResultDetail
{
    /// <summary>The score, the answers and the solutions.</summary>
    Answers,

    Score,

    Nothing,
}

/// <summary>When candidates see their result.</summary>
public enum ResultTime
{
    AtEnd,

    /// <summary>When the exam has closed for everyone.</summary>
    AfterClosing,
}
