using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Reviews;

/// <summary>Counts sessions, flags and verdicts of a period, of the sessions that a member of staff may see.</summary>
internal sealed class Dashboard(IDbContextFactory<ProctoringDb> databases)
{
    /// <summary>Reads the numbers of the sessions opened since a time. The database counts; only the counts are read.</summary>
    /// <param name="viewer">The viewer.</param>
    /// <param name="since">The earliest time of opening, UTC.</param>
    /// <param name="exam">The only exam to count; null for all.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public async Task<DashboardNumbers> ReadAsync(StaffViewer viewer, DateTime since, string? exam, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        // The right is part of every query below. Read first, because PostgreSQL takes "not in a query" for half of all sessions.
        var closed = await database.ClosedNamesAsync(viewer, cancellation).ConfigureAwait(false);
        var totals = await new DashboardPeriod(database, Sessions(database)).TotalsAsync(cancellation).ConfigureAwait(false);
        if (totals is null)
            return new DashboardNumbers([], Enum.GetValues<Verdict>().ToDictionary(verdict => verdict, _ => 0), null, []);

        // Halves of about the same work on two connections. SQLite reads on the calling thread.
        var decisions = Task.Run(() => DecisionsAsync(totals), cancellation);
        try
        {
            var period = new DashboardPeriod(database, Sessions(database), totals.First);
            var slots = await period.SlotsAsync(cancellation).ConfigureAwait(false);
            var toVerdict = await period.MedianToVerdictAsync(totals.Timed, cancellation).ConfigureAwait(false);
            var review = await period.MedianReviewAsync(totals.Opened, cancellation).ConfigureAwait(false);
            var types = await period.TypesAsync(cancellation).ConfigureAwait(false);
            var (judged, agreement) = await decisions.ConfigureAwait(false);
            return new DashboardNumbers(slots, totals.Verdicts, toVerdict, [.. types.Select(type => Judged(type, judged))])
            {
                Backlog = totals.Waiting,
                MedianReview = review,
                Agreement = agreement,
            };
        }
        finally
        {
            // If the first half fails, the second must not outlive the call.
            await Task.WhenAny(decisions).ConfigureAwait(false);
        }

        IQueryable<ProctoringSession> Sessions(ProctoringDb of)
        {
            var sessions = of.Sessions.AsNoTracking().ReadBy(viewer, closed).Where(session => session.CreatedAt >= since);
            return exam is null ? sessions : sessions.Where(session => session.ExamName == exam);
        }

        async Task<(IReadOnlyDictionary<(string, Decision), int>, ReviewerAgreement)> DecisionsAsync(DashboardTotals known)
        {
            await using var other = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
            var period = new DashboardPeriod(other, Sessions(other), known.First);
            return (
                await period.JudgementsAsync(cancellation).ConfigureAwait(false),
                await period.AgreementAsync(cancellation).ConfigureAwait(false)
            );
        }
    }

    static RuleNumbers Judged(RuleNumbers rule, IReadOnlyDictionary<(string, Decision), int> decisions) =>
        rule with
        {
            Confirmed = decisions.GetValueOrDefault((rule.Type, Decision.Confirmed)),
            Dismissed = decisions.GetValueOrDefault((rule.Type, Decision.Dismissed)),
            Unsure = decisions.GetValueOrDefault((rule.Type, Decision.Unsure)),
        };
}
