using Proctoring.Core.Observations;

namespace Proctoring.Core.Sessions.Running;

/// <summary>The outcome of one picture of the room camera.</summary>
internal interface IRoomItem
{
    /// <summary>The time of arrival, UTC.</summary>
    DateTime At { get; }
}

/// <summary>An analysed picture of the room camera.</summary>
/// <param name="Jpeg">The bytes without metadata.</param>
/// <param name="At">The time of arrival, UTC.</param>
/// <param name="Seen">The facts.</param>
internal sealed record RoomSight(byte[] Jpeg, DateTime At, SeenRoom Seen) : IRoomItem;

/// <summary>A picture of the room camera that was accepted and could not be read.</summary>
/// <param name="At">The time of arrival, UTC.</param>
/// <param name="ByServer">Whether an error of the server is the reason, and not the picture.</param>
internal sealed record RoomMiss(DateTime At, bool ByServer) : IRoomItem;

/// <summary>The state of a session's room camera at one moment.</summary>
/// <param name="Connected">Whether a picture arrived in the last seconds.</param>
/// <param name="Guidance">What to correct first in its place.</param>
/// <param name="Picture">The number of the newest analysed picture; null if there is none.</param>
[GenerateSerializer, Immutable, Alias("proctoring.room_look")]
internal sealed record RoomLook(bool Connected, RoomGuidance Guidance, long? Picture)
{
    public static RoomLook None { get; } = new(false, RoomGuidance.Waiting, null);
}

/// <summary>What to correct first in the place of the room camera.</summary>
public enum RoomGuidance
{
    /// <summary>No picture has been analysed yet.</summary>
    Waiting,

    Good,

    /// <summary>The picture shows nothing.</summary>
    Blocked,

    /// <summary>No person is in the picture.</summary>
    NoPerson,

    /// <summary>The picture shows a face or a part of the body, and not the desk.</summary>
    TooClose,

    /// <summary>More than one person is in the picture.</summary>
    SeveralPersons,

    /// <summary>The server can show the picture, but cannot analyse it now.</summary>
    NotJudged,
}
