using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;
using Proctoring.Core.Rules;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Policies;

namespace Proctoring.Core.Sessions.Opening;

/// <summary>Starts the timer of a session whose candidate has agreed and is identified.</summary>
internal sealed class SessionStart(RuleCatalog rules, StoredPolicies policies)
{
    /// <summary>Starts the timer if the session is ready for it; null if there is no such session.</summary>
    public async Task<bool?> TryAsync(ProctoringDb database, SessionAccess access, DateTime now, CancellationToken cancellation)
    {
        // The policies are read on another connection, for which a transaction must not wait.
        if (
            await database.Sessions.HeldBy(access).Select(row => row.Policy).SingleOrDefaultAsync(cancellation).ConfigureAwait(false)
            is not { } policy
        )
            return null;
        await policies.KnowAsync(policy, cancellation).ConfigureAwait(false);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        await StartConditions.LockAttemptsAsync(database, access, cancellation).ConfigureAwait(false);
        await database.LockAsync(access.SessionId, cancellation).ConfigureAwait(false);
        if (await database.Sessions.HeldBy(access).SingleOrDefaultAsync(cancellation).ConfigureAwait(false) is not { } session)
            return null;
        if (
            session.Status != SessionStatus.Preparing
            || !session.CanBeginAt(now)
            || (
                session.Proctored
                && (session.ConsentedAt is null || !await IsIdentifiedAsync(database, session, cancellation).ConfigureAwait(false))
            )
        )
            return false;
        if (!await StartConditions.IsOpenAsync(database, session, now, cancellation).ConfigureAwait(false))
            throw new SessionRefusedException(SessionRefusal.Closed);
        if (await StartConditions.IsWithdrawnAsync(database, session, cancellation).ConfigureAwait(false))
            throw new SessionRefusedException(SessionRefusal.Withdrawn);
        if (!await StartConditions.HasAttemptAsync(database, session, cancellation).ConfigureAwait(false))
            throw new SessionRefusedException(SessionRefusal.Attempts);
        session.Accommodations = await AccommodationStore.SnapshotAsync(database, access, cancellation).ConfigureAwait(false);
        await RecordSkippedTurnAsync(database, session, now, cancellation).ConfigureAwait(false);
        session.Status = SessionStatus.Running;
        (session.StartedAt, session.LastWatchedAt) = (now, now);
        session.EndAt(
            now
                + ExamArrangements
                    .Of(RuleOverride.FromJson(session.Accommodations))
                    .LimitOf(session.Minutes, SessionPauses.CanPause(session))
        );
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        return true;
    }

    /// <summary>Records that the candidate was to turn the head and made no attempt, so that its absence is not silent. A check by a person
    /// replaces it.</summary>
    async Task RecordSkippedTurnAsync(ProctoringDb database, ProctoringSession session, DateTime now, CancellationToken cancellation)
    {
        if (
            !session.Proctored
            || !HeadChallenges.Asks(rules, session.Policy, RuleOverride.FromJson(session.Accommodations))
            || await database.HeadChallenges.AnyAsync(row => row.SessionId == session.Id, cancellation).ConfigureAwait(false)
            || await database.ManualIdentityChecks.AnyAsync(row => row.SessionId == session.Id, cancellation).ConfigureAwait(false)
        )
            return;
        database.Add(
            new HeadChallenge
            {
                Id = Guid.CreateVersion7(now),
                SessionId = session.Id,
                Turns = "",
                AskedAt = now,
                EndedAt = now,
                Result = ChallengeResult.NotJudged,
                Reason = ChallengeReason.Skipped,
            }
        );
    }

    async Task<bool> IsIdentifiedAsync(ProctoringDb database, ProctoringSession session, CancellationToken cancellation)
    {
        if (session.Practice)
            return true;
        var check = await database
            .ManualIdentityChecks.AsNoTracking()
            .SingleOrDefaultAsync(row => row.SessionId == session.Id, cancellation)
            .ConfigureAwait(false);
        if (check is null)
            return session.ReferenceFace is not null;
        var policy = rules.FindOfSession(session.Policy);
        return session.ReferencePicture is not null
            && (policy is not { IdentityDocument: true } || check.DocumentPicture is not null)
            && (policy is not { WaitForIdentity: true } || check.Confirmed == true);
    }
}
