using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage;

namespace Proctoring.Core.Integration;

/// <summary>Gives the exams of test keys the verdict that a reviewer would give: no reviewer sees these exams.</summary>
internal sealed class TestReviews(IDbContextFactory<ProctoringDb> databases, TimeProvider time)
{
    /// <summary>Sets the verdict of a test exam, or withdraws it.</summary>
    /// <exception cref="CallRefusedException">The key is not for tests, or it has no such exam, or the exam has not ended.</exception>
    public async Task DecideAsync(ApiCaller caller, int number, Verdict? verdict, CancellationToken cancellation)
    {
        if (!caller.Limits.IsTest)
            throw CallRefusedException.NotAllowed("Only a test key simulates a review; reviewers decide on real exams");
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var id =
            await database
                .SessionNumbers.SeenBy(caller)
                .Where(row => row.Number == number && row.Session!.IsTest)
                .Select(row => (Guid?)row.SessionId)
                .SingleOrDefaultAsync(cancellation)
                .ConfigureAwait(false)
            ?? throw ExamResults.NoExam(number);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        await database.LockAsync(id, cancellation).ConfigureAwait(false);
        var session = await database.Sessions.SingleAsync(row => row.Id == id, cancellation).ConfigureAwait(false);
        if (!session.Status.IsOver())
            throw CallRefusedException.Conflict("This exam has not ended; only an ended exam is reviewed", ErrorCodes.ExamUnderWay);
        // The time stays after a withdrawal: callers who ask for changes find the exam by it.
        (session.Verdict, session.VerdictAt) = (verdict, time.GetUtcNow().UtcDateTime);
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
    }
}
