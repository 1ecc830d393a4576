using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Proctoring.Core.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class PictureBytes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "Bytes",
                table: "EvidenceImages",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "Bytes",
                table: "ScreenPictures",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "Bytes",
                table: "ScreenPictures");

            migrationBuilder.DropColumn(
                name: "Bytes",
                table: "EvidenceImages");
        }
    }
}
