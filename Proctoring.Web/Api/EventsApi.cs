using System.ComponentModel.DataAnnotations;
using Proctoring.Core.Integration;

namespace Proctoring.Web.Api;

/// <summary>Accepts events from a calling system or a candidate's page.</summary>
internal static class EventsApi
{
    static readonly ApiRight Right = new(ApiScopes.Exams, Candidates: true, Openly: true);

    const string TabSwitch = "tab_switch";

    static readonly string[] Codes = [ErrorCodes.ExamNotFound, ErrorCodes.NoExamUnderWay, ErrorCodes.ExamFull];

    /// <summary>The oldest event that may be reported late, in milliseconds: a week.</summary>
    public const int OldestEvent = 7 * 24 * 3600 * 1000;

    public static void Map(ApiRoutes routes)
    {
        routes.Post(
            "record-violation",
            "exams/{exam_id}/violations",
            Right,
            new("Report a violation", typeof(RecordViolationBody), typeof(EventData), 201, 200, 400, 404) { Codes = Codes },
            RecordViolationAsync
        );
        routes.Post(
            "record-tab-switch",
            "exams/{exam_id}/tab-switches",
            Right,
            new("Report that the candidate left the exam's tab", typeof(RecordTabSwitchBody), typeof(EventData), 201, 200, 400, 404)
            {
                Codes = Codes,
            },
            RecordTabSwitchAsync
        );
    }

    static async Task<ApiAnswer> RecordViolationAsync(HttpContext context, ReportedEvents events, PictureCheck pictures, ApiLimits limits)
    {
        var body = await context.ReadBodyAsync<RecordViolationBody>(ApiBody.Frame);
        EvidencePicture? picture = null;
        if (body.ImageData is { } image)
        {
            using var turn = await limits.PictureAsync(context.RequestAborted);
            picture = await pictures.CheckAsync(context.Caller(), image.Bytes, "image_data", context.RequestAborted);
        }

        return await RecordAsync(
            context,
            events,
            new SessionName(ExamsApi.ExamOf(context, body.ExamId), body.StudentId?.Name),
            new ReportedEvent
            {
                Type = body.EventType!,
                Objects = body.DetectedObjects?.Text,
                Picture = picture,
                ClientEventId = body.ClientEventId,
                At = body.At?.UtcDateTime,
                Age = AgeOf(body.AgeMs),
            }
        );
    }

    static async Task<ApiAnswer> RecordTabSwitchAsync(HttpContext context, ReportedEvents events)
    {
        var body = await context.ReadBodyAsync<RecordTabSwitchBody>(ApiBody.Small);
        return await RecordAsync(
            context,
            events,
            new SessionName(ExamsApi.ExamOf(context, body.ExamId), body.StudentId?.Name),
            new ReportedEvent
            {
                Type = TabSwitch,
                Times = body.Count ?? 1,
                ClientEventId = body.ClientEventId,
                At = body.At?.UtcDateTime,
                Age = AgeOf(body.AgeMs),
            }
        );
    }

    static TimeSpan? AgeOf(int? milliseconds) => milliseconds is { } age ? TimeSpan.FromMilliseconds(age) : null;

    /// <summary>
    /// When an event happened, UTC; null for now. The age counts before the time, because the clocks of candidates are often wrong.
    /// </summary>
    public static DateTime? TimeOf(TimeProvider time, int? ageMs, DateTimeOffset? at) =>
        ageMs is { } age ? time.GetUtcNow().UtcDateTime - TimeSpan.FromMilliseconds(age) : at?.UtcDateTime;

    static async Task<ApiAnswer> RecordAsync(HttpContext context, ReportedEvents events, SessionName name, ReportedEvent reported)
    {
        reported = reported with { ClientEventId = string.IsNullOrWhiteSpace(reported.ClientEventId) ? null : reported.ClientEventId };
        return await events.RecordAsync(context.Caller(), name, reported, context.RequestAborted) switch
        {
            { Id: null } off => ApiAnswer.Ok("Not recorded: this rule is switched off for this exam", EventData.Of(off)),
            { Created: true } stored => ApiAnswer.Created("Recorded", EventData.Of(stored)),
            var stored => ApiAnswer.Ok("Already recorded", EventData.Of(stored)),
        };
    }
}

/// <summary>The body of record-violation.</summary>
internal sealed record RecordViolationBody
{
    public StudentField? StudentId { get; init; }

    public int? ExamId { get; init; }

    /// <summary>A rule's id, an alias, or the caller's own name, in any case.</summary>
    [Required, MaxLength(EventNames.Longest)]
    public string? EventType { get; init; }

    public SeenThings? DetectedObjects { get; init; }

    public PictureData? ImageData { get; init; }

    [MaxLength(100)]
    public string? ClientEventId { get; init; }

    /// <summary>When it happened, for an event that is reported late. Without it, now.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>How long ago it happened, in milliseconds. Safer than at, because clocks of candidates are often
    /// wrong.</summary>
    [Range(0, EventsApi.OldestEvent)]
    public int? AgeMs { get; init; }
}

/// <summary>The body of record-tab-switch.</summary>
internal sealed record RecordTabSwitchBody
{
    public StudentField? StudentId { get; init; }

    public int? ExamId { get; init; }

    [Range(1, 1000)]
    public int? Count { get; init; }

    [MaxLength(100)]
    public string? ClientEventId { get; init; }

    /// <summary>When it happened, for an event that is reported late. Without it, now.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>How long ago it happened, in milliseconds. Safer than at, because clocks of candidates are often
    /// wrong.</summary>
    [Range(0, EventsApi.OldestEvent)]
    public int? AgeMs { get; init; }
}

/// <summary>The answer of both.</summary>
/// <param name="EventId">The stored event; null if the rule is switched off for the exam.</param>
/// <param name="EventType">The rule that the event's name means; "other" if no rule has it.</param>
/// <param name="Known">Whether a rule has the name.</param>
internal sealed record EventData(Guid? EventId, [property: KnownValues(KnownValueSet.RuleIds)] string EventType, bool Known)
{
    public static EventData Of(KeptEvent stored) => new(stored.Id, stored.Name.RuleId, stored.Name.Unknown is null);
}
