namespace Proctoring.Web.Components.ExamRoom;

/// <summary>The state of the page's connection for frames.</summary>
public enum RoomConnection
{
    Connecting,
    Connected,
    Reconnecting,

    /// <summary>Another window has taken over.</summary>
    OtherWindow,

    /// <summary>The server does not know the session, or it is over.</summary>
    Refused,
}
