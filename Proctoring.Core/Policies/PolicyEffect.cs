using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Reports;
using Proctoring.Core.Rules;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Record;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Policies;

/// <summary>Computes the flags that changed settings would have raised in past sessions, by replaying their stored observations under the
/// settings that the sessions had and under the new ones. It stores nothing.</summary>
internal sealed class PolicyEffect(
    IDbContextFactory<ProctoringDb> databases,
    SeriesStore series,
    SessionReplay replay,
    RuleCatalog rules,
    PolicyCheck check
)
{
    /// <summary>The most sessions that one computation replays.</summary>
    public const int MostSessions = 50;

    /// <summary>Replays the newest sessions that ended under a policy.</summary>
    /// <param name="viewer">An administrator.</param>
    /// <param name="policy">The policy, in any version, whose sessions are replayed.</param>
    /// <param name="settings">The new settings.</param>
    /// <param name="count">The most sessions, 1–<see cref="MostSessions"/>.</param>
    /// <param name="progress">Receives the number of sessions that are done.</param>
    /// <param name="cancellation">Stops after the session at hand.</param>
    /// <exception cref="PolicyRefusedException">A setting is wrong.</exception>
    public async Task<EffectOnSessions> ComputeAsync(
        StaffViewer viewer,
        string policy,
        IReadOnlyDictionary<string, string> settings,
        int count,
        IProgress<int>? progress,
        CancellationToken cancellation
    )
    {
        if (!viewer.Is(StaffRoles.Administrator))
            throw new UnauthorizedAccessException("Only administrators try out policies.");
        var (draft, mistakes) = check.Check(policy, settings);
        if (mistakes.Count > 0)
            throw new PolicyRefusedException(mistakes);
        List<string> references =
        [
            .. rules
                .AllVersions.Where(version => string.Equals(version.Name, policy, StringComparison.OrdinalIgnoreCase))
                .Select(version => version.Reference),
        ];
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var sessions = await database
            .Sessions.AsNoTracking()
            .SeenBy(database, viewer)
            .Where(session => session.Proctored && session.FinishedAt != null && session.StartedAt != null)
            .Where(session => references.Contains(session.Policy))
            .OrderByDescending(session => session.FinishedAt)
            .Take(Math.Clamp(count, 1, MostSessions))
            .Include(session => session.Violations)
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        EffectSums sums = new(draft);
        foreach (var session in sessions)
        {
            await AddAsync(sums, session, draft, cancellation).ConfigureAwait(false);
            progress?.Report(sums.Sessions);
        }

        return sums.Result();
    }

    async Task AddAsync(EffectSums sums, ProctoringSession session, ExamPolicy draft, CancellationToken cancellation)
    {
        var chunks = await series.ReadAsync(session.Id, cancellation).ConfigureAwait(false);
        if (chunks.Count == 0 || rules.FindOfSession(session.Policy) is not { } had)
        {
            sums.AddUnreadable();
            return;
        }

        try
        {
            sums.Add(
                session.Violations,
                SessionReplay.IsComplete(chunks),
                replay.Judge(had, session.Accommodations, chunks),
                had,
                replay.Judge(draft, session.Accommodations, chunks)
            );
        }
        catch (InvalidDataException)
        {
            // A damaged series; the verification of the record reports it.
            sums.AddUnreadable();
        }
    }
}

/// <summary>The flags of past sessions under changed settings.</summary>
/// <param name="Sessions">The number of sessions that were examined.</param>
/// <param name="Replayed">The sessions whose observations are stored. All other numbers are about these.</param>
/// <param name="Incomplete">The replayed sessions of which observations are missing.</param>
/// <param name="Changed">The replayed sessions whose flags change.</param>
/// <param name="RiskBefore">The mean risk score under the settings that the sessions had, 0–100; null without a session.</param>
/// <param name="RiskAfter">The mean risk score under the new settings.</param>
/// <param name="Lines">The numbers of each type, ordered by the size of the change.</param>
public sealed record EffectOnSessions(
    int Sessions,
    int Replayed,
    int Incomplete,
    int Changed,
    double? RiskBefore,
    double? RiskAfter,
    IReadOnlyList<EffectLine> Lines
);

/// <summary>The flags of one type.</summary>
/// <param name="Type">The rule's id.</param>
/// <param name="Title">The rule's English title.</param>
/// <param name="Stored">The flags on record that the server found itself.</param>
/// <param name="Reported">The flags on record that another system or a person reported; a replay cannot judge them.</param>
/// <param name="Before">The flags of the replay under the settings that the sessions had.</param>
/// <param name="After">The flags of the replay under the new settings.</param>
/// <param name="Gone">The flags of <paramref name="Before"/> that no flag of the new settings overlaps.</param>
/// <param name="New">The flags of <paramref name="After"/> that no flag of the old settings overlaps.</param>
public sealed record EffectLine(string Type, string Title, int Stored, int Reported, int Before, int After, int Gone, int New);
