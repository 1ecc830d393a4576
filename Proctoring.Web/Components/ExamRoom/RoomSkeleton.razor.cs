namespace Proctoring.Web.Components.ExamRoom;

/// <summary>A placeholder in the shape of the content while it loads.</summary>
public sealed partial class RoomSkeleton;
