using Proctoring.Core.Authoring;
using Proctoring.Core.Exams;

namespace Proctoring.Web.Components.Pages.Manage.EditExam;

/// <summary>An exam as a form. It keeps everything that was typed, also what cannot be stored yet.</summary>
public sealed class ExamForm
{
    public string Slug { get; set; } = "";

    public string Title { get; set; } = "";

    public string Description { get; set; } = "";

    public string Language { get; set; } = "";

    public int Minutes { get; set; } = 60;

    public string Policy { get; set; } = "standard";

    public string Rules { get; set; } = "";

    public bool AllowsPaper { get; set; }

    public bool AllowsCalculator { get; set; }

    public bool AllowsHeadphones { get; set; }

    public ProctoringOffer Proctoring { get; set; }

    public ExamAdmission Admission { get; set; }

    public string AccessCode { get; set; } = "";

    /// <summary>In <see cref="TimeZone"/>.</summary>
    public DateTime? OpensAt { get; set; }

    /// <summary>In <see cref="TimeZone"/>.</summary>
    public DateTime? ClosesAt { get; set; }

    /// <summary>The stored time, UTC: a time in the hour that a zone repeats names two instants.</summary>
    public DateTime? StoredOpensAt { get; set; }

    /// <summary>As <see cref="StoredOpensAt"/>.</summary>
    public DateTime? StoredClosesAt { get; set; }

    public string TimeZone { get; set; } = "UTC";

    public int? Attempts { get; set; }

    public ResultDetail ShownDetail { get; set; }

    public ResultTime ShownWhen { get; set; }

    public decimal? PassPercent { get; set; }

    public bool ShuffleQuestions { get; set; }

    /// <summary>How many questions a session shows, by pool.</summary>
    public Dictionary<string, int> Draws { get; set; } = [];

    public List<QuestionForm> Questions { get; set; } = [];

    public List<ExamFileContent> Files { get; set; } = [];

    /// <summary>The pools that questions name.</summary>
    public IEnumerable<string> Pools => Questions.Select(question => question.Pool.Trim()).Where(pool => pool.Length > 0).Distinct();

    public ExamContent ToContent()
    {
        var pools = Pools.ToHashSet();
        return new ExamContent
        {
            Slug = Slug.Trim(),
            Title = Title.Trim(),
            Description = Description,
            Language = Language.Trim() is { Length: > 0 } language ? language : null,
            Minutes = Minutes,
            Policy = Policy,
            Draws = Draws.Where(draw => pools.Contains(draw.Key)).ToDictionary(),
            Questions = [.. Questions.Select(question => question.ToContent())],
            Files = Files,
            Settings = new ExamSettings
            {
                OpensAt = Utc(OpensAt, StoredOpensAt),
                ClosesAt = Utc(ClosesAt, StoredClosesAt),
                TimeZone = TimeZone.Trim(),
                Attempts = Attempts,
                Proctoring = Proctoring,
                Admission = Admission,
                AccessCode = AccessCode.Trim() is { Length: > 0 } code ? code : null,
                ShownDetail = ShownDetail,
                ShownWhen = ShownWhen,
                PassPercent = PassPercent,
                ShuffleQuestions = ShuffleQuestions,
                AllowsPaper = AllowsPaper,
                AllowsCalculator = AllowsCalculator,
                AllowsHeadphones = AllowsHeadphones,
                Rules = Rules,
            },
        };
    }

    public static ExamForm Of(ExamContent content)
    {
        var settings = content.Settings;
        var zone = Zone(settings.TimeZone);
        return new ExamForm
        {
            Slug = content.Slug,
            Title = content.Title,
            Description = content.Description,
            Language = content.Language ?? "",
            Minutes = content.Minutes,
            Policy = content.Policy,
            Rules = settings.Rules,
            AllowsPaper = settings.AllowsPaper,
            AllowsCalculator = settings.AllowsCalculator,
            AllowsHeadphones = settings.AllowsHeadphones,
            Proctoring = settings.Proctoring,
            Admission = settings.Admission,
            AccessCode = settings.AccessCode ?? "",
            OpensAt = Local(settings.OpensAt, zone),
            ClosesAt = Local(settings.ClosesAt, zone),
            StoredOpensAt = settings.OpensAt,
            StoredClosesAt = settings.ClosesAt,
            TimeZone = settings.TimeZone,
            Attempts = settings.Attempts,
            ShownDetail = settings.ShownDetail,
            ShownWhen = settings.ShownWhen,
            PassPercent = settings.PassPercent,
            ShuffleQuestions = settings.ShuffleQuestions,
            Draws = content.Draws.ToDictionary(),
            Questions = [.. content.Questions.Select(QuestionForm.Of)],
            Files = [.. content.Files],
        };
    }

    /// <summary>A time that the zone skips, at the change to summer time, counts as the hour after it. A time that it repeats counts as the
    /// stored one, or else as the second.</summary>
    DateTime? Utc(DateTime? local, DateTime? stored)
    {
        if (local is not { } time)
            return null;
        var zone = Zone(TimeZone);
        if (Local(stored, zone) == time)
            return stored;
        var plain = DateTime.SpecifyKind(time, DateTimeKind.Unspecified);
        return TimeZoneInfo.ConvertTimeToUtc(zone.IsInvalidTime(plain) ? plain.AddHours(1) : plain, zone);
    }

    static DateTime? Local(DateTime? utc, TimeZoneInfo zone) =>
        utc is { } time ? TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(time, DateTimeKind.Utc), zone) : null;

    static TimeZoneInfo Zone(string name) => TimeZoneInfo.TryFindSystemTimeZoneById(name.Trim(), out var zone) ? zone : TimeZoneInfo.Utc;
}
