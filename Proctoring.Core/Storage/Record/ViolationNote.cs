using Proctoring.Core.Rules;

namespace Proctoring.Core.Storage.Record;

/// <summary>Creates flags without an observation: gaps, and notes about a candidate's identity.</summary>
internal static class ViolationNote
{
    /// <summary>A flag with a beginning and an end.</summary>
    public static ViolationSpan Of(ViolationRule rule, Guid id, DateTime began, DateTime ended, string detail, double confidence = 1) =>
        new()
        {
            Id = id,
            Kind = rule.Kind,
            Severity = rule.EffectiveSeverity,
            WarnCandidate = false,
            Began = began,
            Ended = ended < began ? began : ended,
            PeakConfidence = confidence,
            MeanConfidence = confidence,
            FramesSeen = 1,
            FramesLooked = 1,
            Model = "server clock",
            Detail = detail,
        };
}
