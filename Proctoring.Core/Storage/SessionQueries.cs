using Proctoring.Core.Exams;

namespace Proctoring.Core.Storage;

/// <summary>Authorisation as part of the question: a row that the token does not open is not there.</summary>
internal static class SessionQueries
{
    public static IQueryable<ProctoringSession> HeldBy(this IQueryable<ProctoringSession> sessions, SessionAccess access)
    {
        var hash = access.TokenHash;
        return sessions.Where(session => session.Id == access.SessionId && session.TokenHash == hash);
    }
}
