using Proctoring.Core.Exams;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>Reads the right to a session from a plain request of its page.</summary>
internal static class SessionBearer
{
    const string Bearer = "Bearer ";

    /// <summary>The right of the request; null if it names none to this session. The queries check the token itself.</summary>
    public static SessionAccess? Of(HttpContext context, Guid sessionId)
    {
        var header = context.Request.Headers.Authorization.ToString();
        return
            header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            && SessionAccess.FromBearer(header[Bearer.Length..]) is { } access
            && access.SessionId == sessionId
            ? access
            : null;
    }
}
