namespace Proctoring.Core.Vision.Objects;

/// <summary>The object classes that matter in an exam, with their COCO names.</summary>
internal static class ObjectClasses
{
    public const string Person = "person";
    public const string Phone = "cell phone";
    public const string Book = "book";

    /// <summary>The classes of the restored detectors, in the order of their outputs (models.json).</summary>
    public static readonly IReadOnlyList<string> All = [Person, "tv", "laptop", "mouse", "remote", "keyboard", Phone, Book];
}
