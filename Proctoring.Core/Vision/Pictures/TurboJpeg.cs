using System.Reflection;
using System.Runtime.InteropServices;
using OpenCvSharp;

namespace Proctoring.Core.Vision.Pictures;

/// <summary>
/// Decodes JPEG with the system's libturbojpeg, three times as fast as SkiaSharp, whose copy lacks SIMD code, to the same pixels.
/// </summary>
/// <remarks>
/// The library is optional. It writes nothing to standard error, and the distribution keeps it up to date. The functions are those of
/// version 2 (turbojpeg.h), which version 3 still has.
/// </remarks>
internal static partial class TurboJpeg
{
    const string Library = "turbojpeg";
    const int PixelFormatBgr = 1;

    static readonly string[] FileNames =
        OperatingSystem.IsWindows() ? ["turbojpeg.dll", "libturbojpeg.dll"]
        : OperatingSystem.IsMacOS() ? ["libturbojpeg.0.dylib", "libturbojpeg.dylib"]
        : ["libturbojpeg.so.0", "libturbojpeg.so"];

    static readonly nint Handle = Load();

    /// <summary>The library is installed on this machine.</summary>
    public static bool Available => Handle != 0;

    /// <summary>Decodes a picture.</summary>
    /// <param name="picture">An inspected JPEG.</param>
    /// <param name="mostPixels">The most pixels of the result.</param>
    /// <returns>8 bits, BGR, not rotated; null if the data is damaged or incomplete.</returns>
    public static unsafe Mat? Decode(CheckedPicture picture, int mostPixels)
    {
        var decoder = Create();
        if (decoder == 0)
            throw new InsufficientMemoryException("TurboJPEG could not create a decoder.");
        try
        {
            fixed (byte* content = picture.Content)
            {
                var length = new CULong((uint)picture.Content.Length);
                if (ReadHeader(decoder, content, length, out var width, out var height, out _, out var colours) != 0)
                    return null;
                // The decoder reads the header for itself; it must come to the same size.
                if (width != picture.Width || height != picture.Height)
                    return null;
                // TurboJPEG converts no CMYK to BGR.
                if (colours is CmykColours or YcckColours)
                    return SkiaDecoder.Decode(picture, mostPixels);
                var size = ReducedSize.Of(picture, ReducedSize.DivisorOf(picture, mostPixels));
                var pixels = new Mat(size.Height, size.Width, MatType.CV_8UC3);
                var result = Decompress(
                    decoder,
                    content,
                    length,
                    (byte*)pixels.Data,
                    size.Width,
                    (int)pixels.Step(),
                    size.Height,
                    PixelFormatBgr,
                    flags: 0
                );
                // A warning means that the pixels are there, though some of the data was damaged.
                if (result == 0 || ErrorCode(decoder) == Warning)
                    return pixels;
                pixels.Dispose();
                return null;
            }
        }
        finally
        {
            _ = Destroy(decoder);
        }
    }

    const int Warning = 0;
    const int CmykColours = 3;
    const int YcckColours = 4;

    static nint Load()
    {
        foreach (var name in FileNames)
        {
            if (!NativeLibrary.TryLoad(name, typeof(TurboJpeg).Assembly, DllImportSearchPath.SafeDirectories, out var handle))
                continue;
            NativeLibrary.SetDllImportResolver(Assembly.GetExecutingAssembly(), (asked, _, _) => asked == Library ? handle : 0);
            return handle;
        }

        return 0;
    }

    [LibraryImport(Library, EntryPoint = "tjInitDecompress")]
    private static partial nint Create();

    [LibraryImport(Library, EntryPoint = "tjDestroy")]
    private static partial int Destroy(nint decoder);

    [LibraryImport(Library, EntryPoint = "tjGetErrorCode")]
    private static partial int ErrorCode(nint decoder);

    [LibraryImport(Library, EntryPoint = "tjDecompressHeader3")]
    private static unsafe partial int ReadHeader(
        nint decoder,
        byte* jpeg,
        CULong length,
        out int width,
        out int height,
        out int subsampling,
        out int colours
    );

    [LibraryImport(Library, EntryPoint = "tjDecompress2")]
    private static unsafe partial int Decompress(
        nint decoder,
        byte* jpeg,
        CULong length,
        byte* pixels,
        int width,
        int pitch,
        int height,
        int format,
        int flags
    );
}
