using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Storage;

namespace Proctoring.Core.Integration;

/// <summary>Cancels exams that have not begun.</summary>
internal sealed class ExamCancellation(IDbContextFactory<ProctoringDb> databases, SessionCloser closer)
{
    const string DefaultReason = "Cancelled by the host";

    /// <summary>Cancels an exam. A cancelled exam stays cancelled, with its first reason.</summary>
    /// <exception cref="CallRefusedException">The caller has no such exam, or it has begun or ended.</exception>
    public async Task CancelAsync(ApiCaller caller, int number, string? reason, CancellationToken cancellation)
    {
        var session = await FindAsync(caller, number, cancellation).ConfigureAwait(false);
        if (session is { Status: SessionStatus.Preparing, Recorded: false })
        {
            await closer.CancelAsync(session.Id, string.IsNullOrWhiteSpace(reason) ? DefaultReason : reason).ConfigureAwait(false);
            session = await FindAsync(caller, number, cancellation).ConfigureAwait(false);
        }

        if (session.Status != SessionStatus.Cancelled)
            throw CallRefusedException.Conflict(
                session.Status switch
                {
                    SessionStatus.Preparing => $"Exam {Number(number)} has recorded events or frames, so it has begun; submit-exam ends it",
                    SessionStatus.Running => $"Exam {Number(number)} is running; submit-exam ends it",
                    _ => $"Exam {Number(number)} has already ended",
                },
                session.Status.IsOver() ? ErrorCodes.ExamEnded : ErrorCodes.ExamBegun
            );
    }

    async Task<Session> FindAsync(ApiCaller caller, int number, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await database
                .SessionNumbers.SeenBy(caller)
                .Where(row => row.Number == number)
                .Select(row => new Session(row.SessionId, row.Session!.Status, row.Session.FramesRead > 0 || row.Session.Violations.Any()))
                .SingleOrDefaultAsync(cancellation)
                .ConfigureAwait(false)
            ?? throw ExamResults.NoExam(number);
    }

    static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    sealed record Session(Guid Id, SessionStatus Status, bool Recorded);
}
