using System.ComponentModel.DataAnnotations;
using Proctoring.Core.Integration;

namespace Proctoring.Web.Api;

/// <summary>Reporting what a calling system or a candidate's page saw.</summary>
internal static class EventsApi
{
    static readonly ApiRight Right = new(ApiScopes.Exams, Candidates: true, Openly: true);

    const string TabSwitch = "tab_switch";

    public static void Map(ApiRoutes routes)
    {
        routes.Post("record-violation", "exams/{exam_id}/violations", Right,
            new("Report a violation", typeof(RecordViolationBody), typeof(EventData), 201, 200, 400, 404), RecordViolationAsync);
        routes.Post("record-tab-switch", "exams/{exam_id}/tab-switches", Right,
            new("Report that the exam's tab was left", typeof(RecordTabSwitchBody), typeof(EventData), 201, 200, 400, 404), RecordTabSwitchAsync);
    }

    static async Task<ApiAnswer> RecordViolationAsync(HttpContext context, ReportedEvents events, PictureCheck pictures, ApiLimits limits)
    {
        var body = await context.ReadBodyAsync<RecordViolationBody>(ApiBody.Frame);
        events.CheckType(body.EventType!, "event_type");
        EvidencePicture? picture = null;
        if (body.ImageData is { } image)
        {
            using var turn = await limits.PictureAsync(context.RequestAborted);
            picture = await pictures.CheckAsync(context.Caller(), image.Bytes, "image_data", context.RequestAborted);
        }

        return await RecordAsync(context, events, new SessionName(ExamsApi.ExamOf(context, body.ExamId), body.StudentId?.Name), new ReportedEvent
        {
            Type = body.EventType!,
            Objects = body.DetectedObjects?.Text,
            Picture = picture,
            ClientEventId = body.ClientEventId,
            At = body.At?.UtcDateTime,
        });
    }

    static async Task<ApiAnswer> RecordTabSwitchAsync(HttpContext context, ReportedEvents events)
    {
        var body = await context.ReadBodyAsync<RecordTabSwitchBody>(ApiBody.Small);
        return await RecordAsync(context, events, new SessionName(ExamsApi.ExamOf(context, body.ExamId), body.StudentId?.Name), new ReportedEvent
        {
            Type = TabSwitch,
            Times = body.Count ?? 1,
            ClientEventId = body.ClientEventId,
            At = body.At?.UtcDateTime,
        });
    }

    static async Task<ApiAnswer> RecordAsync(HttpContext context, ReportedEvents events, SessionName name, ReportedEvent reported)
    {
        reported = reported with { ClientEventId = string.IsNullOrWhiteSpace(reported.ClientEventId) ? null : reported.ClientEventId };
        return await events.RecordAsync(context.Caller(), name, reported, context.RequestAborted) switch
        {
            { Id: null } => ApiAnswer.Ok("Not recorded: this rule is switched off for this exam", new EventData(null)),
            { Created: true } kept => ApiAnswer.Created("Recorded", new EventData(kept.Id)),
            var kept => ApiAnswer.Ok("Recorded before", new EventData(kept.Id)),
        };
    }
}

/// <summary>What record-violation asks.</summary>
internal sealed record RecordViolationBody
{
    public StudentField? StudentId { get; init; }

    public int? ExamId { get; init; }

    [Required, MaxLength(64)]
    public string? EventType { get; init; }

    public SeenThings? DetectedObjects { get; init; }

    public PictureData? ImageData { get; init; }

    [MaxLength(100)]
    public string? ClientEventId { get; init; }

    /// <summary>When it was, where it waited to be told; now where it is left out.</summary>
    public DateTimeOffset? At { get; init; }
}

/// <summary>What record-tab-switch asks.</summary>
internal sealed record RecordTabSwitchBody
{
    public StudentField? StudentId { get; init; }

    public int? ExamId { get; init; }

    [Range(1, 1000)]
    public int? Count { get; init; }

    [MaxLength(100)]
    public string? ClientEventId { get; init; }

    /// <summary>When it was, where it waited to be told; now where it is left out.</summary>
    public DateTimeOffset? At { get; init; }
}

/// <summary>What the two give.</summary>
/// <param name="EventId">The violation; null where the rule is switched off for the exam.</param>
internal sealed record EventData(Guid? EventId);
