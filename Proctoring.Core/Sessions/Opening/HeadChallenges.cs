using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;
using Proctoring.Core.Rules;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Policies;
using Proctoring.Core.Vision;
using Proctoring.Core.Vision.Pictures;

namespace Proctoring.Core.Sessions.Opening;

/// <summary>Asks a candidate to turn the head before the exam, and stores the result. It never stops an exam, and stores no
/// picture.</summary>
internal sealed class HeadChallenges(
    IDbContextFactory<ProctoringDb> databases,
    VisionModels vision,
    InferenceSlots places,
    RuleCatalog rules,
    StoredPolicies policies,
    TimeProvider time
)
{
    /// <summary>The candidate may repeat a request that was not passed, so many times in all.</summary>
    public const int MostAttempts = 3;

    DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>Whether the policy asks for the turn, and the candidate is not exempt: without the rule that it serves, it has no
    /// purpose.</summary>
    /// <param name="rules">The policies.</param>
    /// <param name="policy">The policy that the session stores.</param>
    /// <param name="accommodations">The candidate's overrides.</param>
    /// <param name="least">The time of the request: AtStart for before the exam, AtRandom for during it.</param>
    public static bool Asks(
        RuleCatalog rules,
        string policy,
        IReadOnlyList<RuleOverride> accommodations,
        HeadChallengeTime least = HeadChallengeTime.AtStart
    ) =>
        rules.FindOfSession(policy) is { Practice: false } found
        && found.HeadChallenge >= least
        && rules.RulesOf(policy, accommodations).Any(rule => rule is SpoofSuspectedRule { Enabled: true });

    /// <summary>Begins a request; null if this session asks for none, has started, or has used its attempts.</summary>
    public async Task<ChallengeRun?> BeginAsync(SessionAccess access, CancellationToken cancellation) =>
        vision.ShapeReader is not null && await MayAsync(access, MostAttempts, cancellation).ConfigureAwait(false)
            ? new ChallengeRun(ChallengeRun.Choose(), Now)
            : null;

    /// <summary>Reads one frame of a request, and stores its result if it has one now.</summary>
    /// <returns>False if the models are not loaded.</returns>
    public async Task<bool> LookAsync(SessionAccess access, ChallengeRun run, byte[] jpeg, CancellationToken cancellation)
    {
        if (vision.ShapeReader is not { } reader)
            return false;
        using (var place = await places.TakeForUploadAsync(cancellation).ConfigureAwait(false))
        {
            var sight = await Task.Run(() => reader.Read(place, jpeg, PictureLimits.Frame), cancellation).ConfigureAwait(false);
            run.Saw(Now, sight);
        }

        if (run.Outcome is var (result, reason))
            await StoreAsync(access, run, result, reason, cancellation).ConfigureAwait(false);
        return true;
    }

    /// <summary>Stores that the candidate chose not to turn. A person then checks their identity.</summary>
    /// <param name="access">The right to the session.</param>
    /// <param name="run">The request in progress; null if none had begun.</param>
    /// <param name="cancellation">Stops before anything is stored.</param>
    public async Task DeclineAsync(SessionAccess access, ChallengeRun? run, CancellationToken cancellation)
    {
        // The attempts may be used up.
        if (await MayAsync(access, MostAttempts + 1, cancellation).ConfigureAwait(false))
            await StoreAsync(
                    access,
                    run ?? new ChallengeRun([], Now),
                    ChallengeResult.NotJudged,
                    ChallengeReason.Declined,
                    cancellation
                )
                .ConfigureAwait(false);
    }

    async Task<bool> MayAsync(SessionAccess access, int most, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var session = await database
            .Sessions.HeldBy(access)
            .Where(row => row.Proctored && row.ConsentedAt != null && row.Status == SessionStatus.Preparing)
            .Select(row => new
            {
                row.Policy,
                Attempts = database.HeadChallenges.Count(challenge => challenge.SessionId == row.Id),
                Settled = database.HeadChallenges.Any(challenge =>
                    challenge.SessionId == row.Id
                    && (challenge.Result == ChallengeResult.Passed || challenge.Reason == ChallengeReason.Declined)
                ),
            })
            .SingleOrDefaultAsync(cancellation)
            .ConfigureAwait(false);
        if (session is null or { Settled: true } || session.Attempts >= most)
            return false;
        await policies.KnowAsync(session.Policy, cancellation).ConfigureAwait(false);
        var accommodations = await AccommodationStore.SnapshotAsync(database, access, cancellation).ConfigureAwait(false);
        return Asks(rules, session.Policy, RuleOverride.FromJson(accommodations));
    }

    async Task StoreAsync(
        SessionAccess access,
        ChallengeRun run,
        ChallengeResult result,
        ChallengeReason reason,
        CancellationToken cancellation
    )
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        await database.LockAsync(access.SessionId, cancellation).ConfigureAwait(false);
        // The session may have started in another window meanwhile; its record then belongs to the server that monitors it.
        if (
            !await database
                .Sessions.HeldBy(access)
                .AnyAsync(row => row.Status == SessionStatus.Preparing, cancellation)
                .ConfigureAwait(false)
            || await database.HeadChallenges.CountAsync(row => row.SessionId == access.SessionId, cancellation).ConfigureAwait(false)
                > MostAttempts
        )
            return;
        database.Add(
            new HeadChallenge
            {
                Id = Guid.CreateVersion7(time.GetUtcNow()),
                SessionId = access.SessionId,
                Turns = string.Join(", ", run.Turns),
                AskedAt = run.AskedAt,
                EndedAt = Now,
                Result = result,
                Reason = reason,
            }
        );
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
    }
}
