namespace Proctoring.Web.Components.ExamRoom;

/// <summary>The shape of what comes, while it is fetched.</summary>
public sealed partial class RoomSkeleton;
