using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Rules;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Record;
using Proctoring.Core.Vision;

namespace Proctoring.Core.Sessions.Opening;

/// <summary>Records the facts about a candidate's identity when a session is loaded, so that no doubt about it stays silent.</summary>
internal sealed class IdentityNotes(
    IDbContextFactory<ProctoringDb> databases,
    ViolationRecorder recorder,
    RuleCatalog rules,
    IdentityZones zones
)
{
    /// <summary>Records a start with a face unlike the enrolment, and a comparison that can't be made; once a session.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="session">The facts about its start.</param>
    /// <param name="referenceReadable">Whether frames can be compared with the reference.</param>
    /// <param name="cancellation">Stops the writing.</param>
    public async Task RecordAsync(Guid sessionId, IdentityFacts session, bool referenceReadable, CancellationToken cancellation)
    {
        var at = session.StartedAt ?? DateTime.UnixEpoch;

        if (session.EnrolmentSimilarity is { } similarity)
            await NoteStartAsync(sessionId, at, (float)similarity, cancellation).ConfigureAwait(false);

        // Their identity is checked by a person; that no face is compared is no gap of monitoring.
        // Practice checks none.
        if (session is { ByPerson: true, EnrolmentSimilarity: null } or { Practice: true })
            return;
        if (session is { Enrolled: true, EnrolmentSimilarity: null })
            await NoteAsync(
                    sessionId,
                    "monitoring_degraded",
                    at,
                    1,
                    "the enrolment can't be read, so the start was not compared with it",
                    cancellation
                )
                .ConfigureAwait(false);
        if (!referenceReadable)
            await NoteAsync(
                    sessionId,
                    "monitoring_degraded",
                    at,
                    1,
                    "the reference face can't be read, so identity is not checked",
                    cancellation
                )
                .ConfigureAwait(false);
    }

    Task NoteStartAsync(Guid sessionId, DateTime at, float similarity, CancellationToken cancellation)
    {
        var limits = zones.One;
        return limits.Of(similarity) switch
        {
            IdentityZone.Different => NoteAsync(
                sessionId,
                "face_mismatch",
                at,
                1 - Math.Max(0, similarity) / (2 * limits.DifferentBelow),
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the picture at the start is unlike the enrolment: similarity {similarity:0.00}, below {limits.DifferentBelow:0.00}"
                ),
                cancellation
            ),
            IdentityZone.Unsure => NoteAsync(
                sessionId,
                "identity_unconfirmed",
                at,
                0.5,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the picture at the start is not confirmed by the enrolment: similarity {similarity:0.00}, between "
                        + $"{limits.DifferentBelow:0.00} and {limits.SameFrom:0.00}"
                ),
                cancellation
            ),
            _ => Task.CompletedTask,
        };
    }

    async Task NoteAsync(Guid sessionId, string rule, DateTime at, double confidence, string detail, CancellationToken cancellation)
    {
        var kind = rules.Rules.Single(known => known.Kind.Id == rule);
        if (!kind.Enabled)
            return;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        // A session is loaded again after each restart; the note must exist only once.
        if (
            await database
                .Violations.AnyAsync(row => row.SessionId == sessionId && row.Type == rule && row.Detail == detail, cancellation)
                .ConfigureAwait(false)
        )
            return;
        var note = ViolationNote.Of(kind, Guid.CreateVersion7(), at, at, detail, confidence);
        await recorder
            .RecordAsync(sessionId, note with { Model = "reference and enrolment", Threshold = zones.One.SameFrom })
            .ConfigureAwait(false);
    }
}

/// <summary>The facts about the identity check at a session's start.</summary>
/// <param name="StartedAt">When it started, UTC; null before.</param>
/// <param name="EnrolmentSimilarity">The similarity of its picture and the enrolment; null if they were not compared.</param>
/// <param name="Practice">Whether it is practice.</param>
/// <param name="Enrolled">Whether its student has an enrolled face.</param>
/// <param name="ByPerson">Whether a person checks the identity.</param>
internal sealed record IdentityFacts(DateTime? StartedAt, double? EnrolmentSimilarity, bool Practice, bool Enrolled, bool ByPerson);
