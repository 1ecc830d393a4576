using Proctoring.Core.Observations;

namespace Proctoring.Core.Sessions.Running;

/// <summary>Judges the place of the room camera by what the models see: a person beside a desk, and not only a face.</summary>
internal static class RoomPlace
{
    /// <summary>A face that covers more of the picture is less than about a metre away.</summary>
    const float LargestFace = 0.04f;

    /// <summary>A person who covers more of the picture leaves no room for the desk.</summary>
    const float LargestPerson = 0.7f;

    /// <summary>What to correct first.</summary>
    public static RoomGuidance Of(SeenRoom seen)
    {
        if (seen.Blocked == true)
            return RoomGuidance.Blocked;
        if (seen.Faces is null && seen.Persons is null)
            return RoomGuidance.NotJudged;
        if (seen.Persons > 1 || seen.Faces?.Count > 1)
            return RoomGuidance.SeveralPersons;
        var person = seen.Objects?.Where(thing => thing.Class == "person").MaxBy(thing => thing.Confidence);
        if (seen.Faces?.Any(face => face.Where.Area > LargestFace) == true || person?.Where.Area > LargestPerson)
            return RoomGuidance.TooClose;
        return seen switch
        {
            { Persons: 0, Faces: null or { Count: 0 } } => RoomGuidance.NoPerson,
            // Only a face was looked for.
            { Persons: null, Faces.Count: 0 } => RoomGuidance.NoPerson,
            _ => RoomGuidance.Good,
        };
    }
}
