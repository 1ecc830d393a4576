namespace Proctoring.Web.Components.ExamRoom;

/// <summary>Log lines of the exam room. The candidate only reads "try again", so the cause is logged here.</summary>
internal static partial class ExamRoomLog
{
    [LoggerMessage(LogLevel.Error, "The exam page of session {SessionId} could not be shown")]
    public static partial void PageNotShown(this ILogger log, Exception cause, Guid? sessionId);

    [LoggerMessage(LogLevel.Error, "The start page of exam {Exam} could not be shown")]
    public static partial void StartNotShown(this ILogger log, Exception cause, string exam);

    [LoggerMessage(LogLevel.Debug, "The start page of exam {Exam} could not load the scripts of the exam room ahead")]
    public static partial void RoomNotLoadedAhead(this ILogger log, Exception cause, string exam);

    [LoggerMessage(LogLevel.Error, "A session of exam {Exam} could not be opened")]
    public static partial void NotOpened(this ILogger log, Exception cause, string exam);

    [LoggerMessage(LogLevel.Error, "Session {SessionId} could not be started")]
    public static partial void NotStarted(this ILogger log, Exception cause, Guid? sessionId);

    [LoggerMessage(LogLevel.Error, "A break of session {SessionId} could not begin or end; the candidate can try again")]
    public static partial void BreakNotChanged(this ILogger log, Exception cause, Guid? sessionId);

    [LoggerMessage(LogLevel.Error, "Session {SessionId} could not be submitted; the candidate can try again")]
    public static partial void NotSubmitted(this ILogger log, Exception cause, Guid? sessionId);

    [LoggerMessage(LogLevel.Warning, "The report of session {SessionId} could not be read after its end; trying again")]
    public static partial void ReportNotRead(this ILogger log, Exception cause, Guid? sessionId);

    [LoggerMessage(LogLevel.Warning, "The health checks failed")]
    public static partial void HealthNotChecked(this ILogger log, Exception cause);

    [LoggerMessage(LogLevel.Warning, "The messages for session {SessionId} could not be read or marked; trying again")]
    public static partial void MessagesNotRead(this ILogger log, Exception cause, Guid? sessionId);

    [LoggerMessage(LogLevel.Warning, "The reference picture of session {SessionId} could not be sent")]
    public static partial void ReferenceNotSent(this ILogger log, Exception cause, Guid? sessionId);

    [LoggerMessage(LogLevel.Error, "No code for a phone of session {SessionId} could be made; the candidate can try again")]
    public static partial void NoPhoneCode(this ILogger log, Exception cause, Guid sessionId);

    [LoggerMessage(LogLevel.Warning, "The state of the room camera of session {SessionId} could not be read; trying again")]
    public static partial void NoPhoneLook(this ILogger log, Exception cause, Guid sessionId);

    [LoggerMessage(LogLevel.Debug, "The browser of session {SessionId} did not answer {Call}")]
    public static partial void BrowserSilent(this ILogger log, Exception cause, Guid? sessionId, string call);

    [LoggerMessage(LogLevel.Information, "The {Path} now encodes the pictures of session {SessionId}: {Reason}")]
    public static partial void CapturePath(this ILogger log, Guid? sessionId, string path, string reason);

    [LoggerMessage(LogLevel.Information, "A browser can't be used for session {SessionId}: {Faults}")]
    public static partial void BrowserUnsuitable(this ILogger log, Guid? sessionId, string faults);
}
