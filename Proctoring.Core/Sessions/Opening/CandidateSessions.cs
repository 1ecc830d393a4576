using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage;

namespace Proctoring.Core.Sessions.Opening;

/// <summary>Lists the sessions to which a candidate's browser has the rights, so that they can continue one or read its
/// result.</summary>
internal sealed class CandidateSessions(IDbContextFactory<ProctoringDb> databases, TimeProvider time)
{
    /// <summary>The longest list.</summary>
    public const int Most = 20;

    /// <summary>A session that was opened but not started is listed this long.</summary>
    static readonly TimeSpan Unstarted = TimeSpan.FromHours(24);

    /// <summary>Returns the sessions of these rights, newest first. Wrong rights are ignored.</summary>
    /// <param name="accesses">The rights; only the first <see cref="Most"/> are read.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public async Task<IReadOnlyList<CandidateSession>> ListAsync(
        IReadOnlyCollection<SessionAccess> accesses,
        CancellationToken cancellation
    )
    {
        if (accesses.Count == 0)
            return [];
        var rights = accesses
            .Take(Most)
            .DistinctBy(access => access.SessionId)
            .ToDictionary(access => access.SessionId, access => access.TokenHash);
        var (ids, hashes) = (rights.Keys.ToList(), rights.Values.ToList());
        var oldest = time.GetUtcNow().UtcDateTime - Unstarted;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var rows = await database
            .Sessions.Where(row => ids.Contains(row.Id) && hashes.Contains(row.TokenHash))
            .Where(row => row.Status != SessionStatus.Preparing || row.CreatedAt > oldest)
            .OrderByDescending(row => row.CreatedAt)
            .Select(row => new
            {
                row.TokenHash,
                Session = new CandidateSession
                {
                    Id = row.Id,
                    ExamName = row.ExamName,
                    ExamSlug = row.Exam == null ? null : row.Exam.Slug,
                    ExamLanguage = row.Exam == null ? "" : row.Exam.Language ?? "",
                    Status = row.Status,
                    CreatedAt = row.CreatedAt,
                    EndsAt = row.EndsAt,
                    FinishedAt = row.FinishedAt,
                    Score = row.Score,
                },
            })
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        // The query compares ids and tokens separately; a token opens its own session only.
        return [.. rows.Where(row => rights[row.Session.Id] == row.TokenHash).Select(row => row.Session)];
    }
}

/// <summary>A session in the candidate's own list.</summary>
public sealed record CandidateSession
{
    public required Guid Id { get; init; }

    public required string ExamName { get; init; }

    /// <summary>The exam's slug; null if the questions are in another system.</summary>
    public required string? ExamSlug { get; init; }

    /// <summary>The language of its content, for <c>lang</c>; empty if unknown, as HTML writes it.</summary>
    public required string ExamLanguage { get; init; }

    public required SessionStatus Status { get; init; }

    public required DateTime CreatedAt { get; init; }

    /// <summary>The deadline, UTC; null before the start.</summary>
    public required DateTime? EndsAt { get; init; }

    public required DateTime? FinishedAt { get; init; }

    /// <summary>Per cent; null if unknown.</summary>
    public required decimal? Score { get; init; }

    public bool Finished => Status.IsOver();
}
