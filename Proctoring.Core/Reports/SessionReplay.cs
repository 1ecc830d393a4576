using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;
using Proctoring.Core.Rules;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Record;

namespace Proctoring.Core.Reports;

/// <summary>Judges the stored observations of a session again, under any policy, and writes nothing.</summary>
internal sealed class SessionReplay(IDbContextFactory<ProctoringDb> databases, SeriesStore series, RuleCatalog rules)
{
    /// <summary>What would have been flagged.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="policyName">The policy; null for the session's own.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="ReplayException">There is no such session or policy, or nothing to replay.</exception>
    public async Task<ReplayResult> RunAsync(Guid sessionId, string? policyName, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var session =
            await database
                .Sessions.Where(row => row.Id == sessionId)
                .Select(row => new { row.Policy, row.Accommodations })
                .SingleOrDefaultAsync(cancellation)
                .ConfigureAwait(false)
            ?? throw new ReplayException($"There is no session {sessionId:D}.");
        var name = policyName ?? session.Policy;
        var policy =
            (policyName is null ? rules.FindOfSession(name) : rules.FindPolicy(name))
            ?? throw new ReplayException($"--policy: {rules.NoSuchPolicy(name)}.");
        var chunks = await series.ReadAsync(sessionId, cancellation).ConfigureAwait(false);
        if (chunks.Count == 0)
            throw new ReplayException(
                $"No observations of session {sessionId:D} were stored: it was not proctored, or has not run for half a minute."
            );

        var violations = Judge(policy, session.Accommodations, chunks);
        return new ReplayResult(
            sessionId,
            policy.Reference,
            chunks.Sum(chunk => chunk.Count),
            IsComplete(chunks),
            violations,
            RiskOf(violations, policy)
        );
    }

    /// <summary>Judges a stored series under a policy, which may be a draft; the flags in the order of their beginning.</summary>
    /// <exception cref="InvalidDataException">The series is damaged.</exception>
    public List<ReplayedViolation> Judge(ExamPolicy policy, string? accommodations, IReadOnlyList<ObservationChunk> chunks)
    {
        List<ReplayedViolation> violations = [];
        // The candidate's needs hold under every policy; and where the server had stopped, a fresh engine went on, as here.
        foreach (var stretch in chunks.GroupBy(chunk => chunk.TakenUpAt).OrderBy(stretch => stretch.Min(chunk => chunk.Sequence)))
        {
            var engine = rules.CreateEngine(policy, RuleOverride.FromJson(accommodations));
            violations.AddRange(Judge(engine, ReplayedSensors.Of(policy, engine), stretch));
        }

        violations.Sort((a, b) => a.Began.CompareTo(b.Began));
        return violations;
    }

    public static RiskScore RiskOf(IEnumerable<ReplayedViolation> violations, ExamPolicy policy) =>
        RiskScore.Of(
            violations.Select(found => new RiskEntry(
                found.Type,
                found.Title,
                found.Severity,
                found.Ended - found.Began,
                found.MeanConfidence
            )),
            policy
        );

    /// <summary>Whether no chunk of a series is known to be missing.</summary>
    public static bool IsComplete(IReadOnlyList<ObservationChunk> chunks) =>
        chunks.Select(chunk => chunk.Sequence).SequenceEqual(Enumerable.Range(0, chunks.Count));

    static IEnumerable<ReplayedViolation> Judge(RuleEngine engine, ReplayedSensors sensors, IEnumerable<ObservationChunk> chunks)
    {
        Dictionary<Guid, IReadOnlyList<Box>> boxes = [];
        var changes = chunks
            .OrderBy(chunk => chunk.Sequence)
            .SelectMany(chunk => ObservationSeries.Unpack(chunk.Content))
            .Select(sensors.Only)
            .SelectMany(engine.Apply);
        List<ViolationSpan> ended = [];
        foreach (var change in changes)
            Take(change);
        foreach (var change in engine.Finish())
            Take(change);
        return ended.Select(span => new ReplayedViolation(
            span.Kind.Id,
            span.Kind.Title,
            span.Severity,
            span.Began,
            span.Ended!.Value,
            span.PeakConfidence,
            span.MeanConfidence,
            span.FramesSeen,
            span.FramesLooked,
            ViolationSentence.Of(span, boxes.GetValueOrDefault(span.Id, []))
        ));

        void Take(ViolationChange change)
        {
            if (change.ShowsBest)
                boxes[change.Span.Id] = change.Span.Boxes;
            if (change.Kind == ChangeKind.Ended)
                ended.Add(change.Span);
        }
    }
}

/// <summary>What a replay found.</summary>
/// <param name="Session">The session.</param>
/// <param name="Policy">The policy that it was judged by.</param>
/// <param name="Observations">The number of stored observations.</param>
/// <param name="Complete">Whether none is known to be missing.</param>
/// <param name="Violations">What would have been flagged, in the order of its beginning.</param>
/// <param name="Risk">The risk score under this policy.</param>
internal sealed record ReplayResult(
    Guid Session,
    string Policy,
    int Observations,
    bool Complete,
    IReadOnlyList<ReplayedViolation> Violations,
    RiskScore Risk
);

/// <summary>One episode of a replay.</summary>
internal sealed record ReplayedViolation(
    string Type,
    string Title,
    Severity Severity,
    DateTime Began,
    DateTime Ended,
    double PeakConfidence,
    double MeanConfidence,
    int FramesSeen,
    int FramesLooked,
    string Sentence
);

/// <summary>A replay is not possible; the message says why.</summary>
internal sealed class ReplayException(string message) : Exception(message);
