using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Proctoring.Core.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Languages : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(name: "Language", table: "Students", type: "TEXT", maxLength: 35, nullable: true);

            migrationBuilder.AddColumn<string>(name: "Language", table: "Exams", type: "TEXT", maxLength: 35, nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(name: "Language", table: "Students");

            migrationBuilder.DropColumn(name: "Language", table: "Exams");
        }
    }
}
