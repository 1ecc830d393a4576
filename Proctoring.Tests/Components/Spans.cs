using Proctoring.Core.Exams;
using Proctoring.Core.Rules;

namespace Proctoring.Tests.Components;

/// <summary>Creates episodes for pages to show.</summary>
internal static class Spans
{
    public static readonly DateTime Noon = new(2026, 3, 4, 12, 0, 0, DateTimeKind.Utc);

    public static ViolationSpan Span(string id, Severity severity, DateTime began, DateTime? ended = null, bool warn = true) =>
        new()
        {
            Id = Guid.NewGuid(),
            Kind = new ViolationKind(id, $"Title of {id}", severity, "Explanation.", $"Advice for {id}."),
            Severity = severity,
            WarnCandidate = warn,
            Began = began,
            Ended = ended,
            PeakConfidence = 1,
            MeanConfidence = 1,
            FramesSeen = 1,
            FramesLooked = 1,
        };

    public static ViolationChange Begins(this ViolationSpan span) => new(ChangeKind.Began, span, false);

    public static ViolationChange Ends(this ViolationSpan span, DateTime at) => new(ChangeKind.Ended, span with { Ended = at }, false);
}
